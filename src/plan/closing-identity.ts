import {
  type AccountKind,
  commandOf,
  emailOf,
  type NamedAccount,
  ownerOfRole,
  roleName,
  withArticle,
} from '../model/account-kind.ts';
import { isName } from '../model/account-name.ts';
import { readRoleArn } from '../model/arn.ts';
import { Failure } from '../model/failure.ts';
import type { Account, GroupSnapshot, ManagedPolicySnapshot } from '../model/snapshot.ts';
import { accountsGranted, isLiving } from './account-traces.ts';
import { groupGrants } from './group-grants.ts';

/** What says, beside its name and its place, whose an account is. */
export interface ClosingEvidence {
  /** Tags of the account. */
  readonly tags: Readonly<Record<string, string>>;
  /** The group of the kind, in Ops; null where there is none. */
  readonly group: GroupSnapshot | null;
  readonly policies: readonly ManagedPolicySnapshot[];
  /** All kinds of accounts. */
  readonly kinds: readonly AccountKind[];
  /** All accounts of the organization. */
  readonly accounts: readonly Account[];
  /** Whether the caller has given the account's ID beside its name. */
  readonly isNamedById: boolean;
}

/**
 * Makes sure that an account is the client's: nothing may say that it is somebody else's, and unless its ID was given,
 * address and tag must be as they were made. An account that was adopted may have neither.
 * @throws Failure that says what does not fit
 */
export function refuseNotOwn(account: Account, owner: NamedAccount, evidence: ClosingEvidence): void {
  const { kind, name } = owner;
  const others = contradictions(account, owner, evidence);
  if (others.length > 0) {
    throw new Failure('failed', {
      what: `account ${account.name} (${account.id}) possibly does not belong to ${kind.noun} ${name}`,
      why: `${others.join('\n')}\nNothing was changed.`,
      fix: [
        `find out whose account it is; ${commandOf(kind)} history ${name} shows who works in it`,
        'then correct its name, its tags, or the grant in Ops',
      ],
    });
  }
  const missing = notAsMade(account, owner, evidence);
  if (missing.length === 0 || evidence.isNamedById) return;
  throw new Failure('failed', {
    what: `cannot verify that account ${name} (${account.id}) belongs to ${kind.noun} ${name}`,
    why: `${missing.join('\n')}\nNothing was changed.`,
    fix: [
      `if the account belongs to the ${kind.noun}, give its ID as well: ${commandOf(kind)} close ${name} --account-id ${account.id}`,
    ],
  });
}

/** What says that it is somebody else's, a sentence each. */
function contradictions(
  account: Account,
  owner: NamedAccount,
  { tags, group, policies, kinds, accounts }: ClosingEvidence,
): readonly string[] {
  const { kind, name } = owner;
  const found: string[] = [];
  for (const one of kinds) {
    const tagged = tags[one.tag];
    if (tagged !== undefined && (one.noun !== kind.noun || tagged !== name))
      found.push(`Its tag ${one.tag} names ${one.noun} ${tagged}.`);
  }
  const grantedRoles = group === null ? [] : [...groupGrants(group, policies).roles.keys()];
  for (const arn of grantedRoles) {
    const role = readRoleArn(arn);
    if (role?.accountId !== account.id) continue;
    const other = ownerOfRole([kind], role.name)?.name;
    if (other !== undefined && other !== name)
      found.push(
        `The group ${kind.group} in Ops is granted ${role.name} in the account, the role of ${kind.noun} ${other}.`,
      );
  }
  const elsewhere =
    group === null ? new Set<string>() : accountsGranted(group, policies, roleName(kind, name));
  for (const other of accounts) {
    if (other.id !== account.id && elsewhere.has(other.id) && isLiving(other))
      found.push(
        `The group ${kind.group} in Ops is granted ${roleName(kind, name)} in another account: ${other.name} (${other.id}).`,
      );
  }
  const addressed = ownerOfEmail(kind, account.email);
  // An address that was given by hand may look like another's; then the tag says whose the account is.
  if (addressed !== null && addressed !== name && tags[kind.tag] !== name)
    found.push(
      `According to the configured template, its address ${account.email} belongs to ${kind.noun} ${addressed}.`,
    );
  return found;
}

/** What is not as `init` makes it, a sentence each. */
function notAsMade(
  account: Account,
  { kind, name }: NamedAccount,
  { tags }: ClosingEvidence,
): readonly string[] {
  const wanted = emailOf(kind, name);
  const isAddressed = wanted?.ok === true && wanted.email === account.email.toLowerCase();
  return [
    ...(isAddressed
      ? []
      : [
          wanted?.ok
            ? `Its address is ${account.email}, but according to the configured template it would be ${wanted.email}.`
            : `The configuration has no template for the addresses of ${kind.noun}s, so its address ${account.email} proves nothing.`,
        ]),
    ...(tags[kind.tag] === name
      ? []
      : [`It has no tag ${kind.tag}, which ${withArticle(kind)}’s account has if diverst created it.`]),
  ];
}

/** Whose address it is by the template of a kind; null for any other address. */
function ownerOfEmail({ email, placeholder }: AccountKind, address: string): string | null {
  const parts = email?.toLowerCase().split(placeholder) ?? [];
  const [before, after] = parts;
  if (before === undefined || after === undefined || parts.length !== 2) return null;
  const given = address.toLowerCase();
  if (given.length <= before.length + after.length) return null;
  if (!given.startsWith(before) || !given.endsWith(after)) return null;
  const owner = given.slice(before.length, given.length - after.length);
  return isName(owner) ? owner : null;
}
