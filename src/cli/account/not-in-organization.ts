import { type AccountKind, commandOf, initCommand, type NamedAccount } from '../../model/account-kind.ts';
import { nearestNames } from '../../model/account-name.ts';
import { Failure } from '../../model/failure.ts';
import type { Account } from '../../model/snapshot.ts';
import type { OrganizationAccounts } from '../../operations/account/organization-accounts.ts';
import { checkConfiguredName } from '../../operations/management.ts';

export function emptyUnit({ unit, noun, names }: AccountKind): string {
  const which = names === null ? noun : `${noun} that the configuration names`;
  return `the OU for ${unit} holds no ${which}`;
}

/** Why an admin's command finds no account with the name. */
export function notInOrganization(
  { kind, name }: NamedAccount,
  { accounts, closed }: Pick<OrganizationAccounts, 'accounts' | 'closed'>,
): Failure {
  checkConfiguredName({ kind, name });
  const former = closed.find((one) => one.name === name);
  if (former !== undefined) return closedAccount({ kind, name }, former);
  const { noun } = kind;
  const names = accounts.map((one) => one.name);
  const near = nearestNames(name, names);
  const empty = emptyUnit(kind);
  return new Failure('failed', {
    what: `the organization has no ${noun} ${name}`,
    why:
      names.length === 0
        ? `${empty.charAt(0).toUpperCase()}${empty.slice(1)}.`
        : `It has these ${noun}s: ${names.join(', ')}.`,
    fix: [
      ...(near.length > 0 ? [`did you mean ${near.join(' or ')}?`] : []),
      `create the ${noun}: ${initCommand({ kind, name })}`,
    ],
  });
}

function closedAccount({ kind, name }: NamedAccount, { id, state, email }: Account): Failure {
  return new Failure('failed', {
    what: `the account of ${kind.noun} ${name} (${id}) is ${state === 'CLOSED' ? 'closed' : 'being closed'}`,
    why: `No session of that account works. You can use the name again, but not the email address ${email}.`,
    fix: [
      `see when the account was closed: ${commandOf(kind)} show ${name} --profile NAME`,
      `to create a new account for the ${kind.noun}: ${initCommand({ kind, name })} --email ADDRESS`,
    ],
  });
}
