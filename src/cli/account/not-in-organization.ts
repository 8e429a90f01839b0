import { type AccountKind, initCommand, type NamedAccount } from '../../model/account-kind.ts';
import { nearestNames } from '../../model/account-name.ts';
import { Failure } from '../../model/failure.ts';
import type { GrantedAccount } from '../../model/granted-accounts.ts';
import { checkConfiguredName } from '../../operations/management.ts';

export function emptyUnit({ unit, noun, names }: AccountKind): string {
  const which = names === null ? noun : `${noun} that the configuration names`;
  return `the OU for ${unit} holds no ${which}`;
}

/** Why an admin finds no account of the name. */
export function notInOrganization(
  { kind, name }: NamedAccount,
  accounts: readonly GrantedAccount[],
): Failure {
  checkConfiguredName({ kind, name });
  const { noun } = kind;
  const names = accounts.map((one) => one.name);
  const near = nearestNames(name, names);
  const empty = emptyUnit(kind);
  return new Failure('failed', {
    what: `the organization has no ${noun} ${name}`,
    why:
      names.length === 0
        ? `${empty.charAt(0).toUpperCase()}${empty.slice(1)}.`
        : `Its ${noun}s: ${names.join(', ')}.`,
    fix: [
      ...(near.length > 0 ? [`did you mean ${near.join(' or ')}?`] : []),
      `create it: ${initCommand({ kind, name })}`,
    ],
  });
}
