import type { AccountKind, NamedAccount } from '../../model/account-kind.ts';
import { isName, nearestNames } from '../../model/account-name.ts';
import { Failure } from '../../model/failure.ts';

/**
 * An admin works in accounts that the configuration names only, where it names those of a kind at all.
 * @throws Failure of kind `usage` with the nearest names, and the line of the configuration that adds the account
 */
export function checkConfiguredName(account: NamedAccount): void {
  const { kind, name } = account;
  const { noun, names } = kind;
  if (names === null || names.includes(name)) return;
  const near = nearestNames(name, names);
  throw new Failure('usage', {
    what: `the configuration names no ${noun} ${name}`,
    why: names.length === 0 ? `It names no ${noun} at all.` : `It names: ${names.join(', ')}.`,
    fix: [...(near.length > 0 ? [`did you mean ${near.join(' or ')}?`] : []), addToConfiguration(kind, name)],
  });
}

/** The names may stand in their short form, in which there is no section of the kind. */
function addToConfiguration({ noun, names, isExpected }: AccountKind, name: string): string {
  const list = [...(names ?? []), name].map(inYaml).join(', ');
  const isShort = !isExpected && names !== null && names.length > 0;
  const line = isShort ? `organization: { ${noun}s: [${list}] }` : `${noun}: { accounts: [${list}] }`;
  return `to add it to diverst.config.yaml, write there: ${line}`;
}

/** A short form takes any name of an account, and a plain word may be a value of another type. */
function inYaml(name: string): string {
  return isName(name) && !['true', 'false', 'null'].includes(name) ? name : JSON.stringify(name);
}
