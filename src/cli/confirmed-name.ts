import { Failure } from '../model/failure.ts';

/**
 * Whether nobody has to be asked. A yes is given too easily for what cannot be undone: its name has to be given twice.
 * @param thing in words: `user kim`
 * @param command that is confirmed, in full
 * @throws Failure of kind `usage` for `--yes` by itself, and for another name
 */
export function confirmedName(
  {
    name,
    thing,
    act,
    command,
  }: { readonly name: string; readonly thing: string; readonly act: string; readonly command: string },
  { confirm, yes }: { readonly confirm?: string; readonly yes?: boolean },
): boolean {
  if (confirm === undefined && yes !== true) return false;
  if (confirm === name) return true;
  throw new Failure('usage', {
    what:
      confirm === undefined
        ? `--yes is not enough to ${act}`
        : `--confirm ${JSON.stringify(confirm)} is not the name of the ${thing}, which is ${name}`,
    why: `diverst cannot undo this, so the name of the ${thing} has to be given twice. Nothing was read or changed.`,
    fix: [
      `add --confirm ${name}: ${command} --confirm ${name}`,
      `or type the name when you are asked: ${command}`,
    ],
  });
}
