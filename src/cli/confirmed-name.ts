import { Failure } from '../model/failure.ts';

/**
 * Whether diverst need not ask. A yes is given too easily for a change that cannot be undone: it needs the name twice.
 * @param thing in words: `user kim`
 * @param command that is confirmed, in full
 * @throws Failure of kind `usage` for `--yes` alone, and for another name
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
        : `--confirm ${JSON.stringify(confirm)} does not match the name of the ${thing}, ${name}`,
    why: `diverst cannot undo this, so you must give the name of the ${thing} twice. Nothing was read or changed.`,
    fix: [
      `give the name a second time with --confirm: ${command} --confirm ${name}`,
      `or type the name when diverst asks for it: ${command}`,
    ],
  });
}
