import {
  type AccountKind,
  commandOf,
  initCommand,
  type NamedAccount,
  refText,
  withArticle,
} from '../../model/account-kind.ts';
import { nearestNames } from '../../model/account-name.ts';
import { Failure } from '../../model/failure.ts';
import type { GrantedAccount, GrantedAccounts } from '../../model/granted-accounts.ts';
import type { Structure } from '../../model/structure.ts';

/**
 * No group of the calling identity grants an account of that name and kind: the nearest names, and all; whether it is
 * the wrong identity; and whether it is an account of another kind.
 */
export function unknownAccount(
  { kind, name }: NamedAccount,
  { groups, identity, accounts }: GrantedAccounts,
  structure: Pick<Structure, 'groups'>,
): Failure {
  const other = accounts.find((one) => one.name === name && one.noun !== kind.noun);
  if (other !== undefined) return ofAnotherKind(kind, other);
  const { noun } = kind;
  const configured = { kind, admin: structure.groups.admin };
  const names = accounts.filter((one) => one.noun === noun).map((one) => one.name);
  const near = nearestNames(name, names);
  const granted =
    names.length === 0
      ? `Your groups give you access to no ${noun}.`
      : `Your groups give you access to: ${names.join(', ')}.`;
  return new Failure('failed', {
    what: `you do not have access to ${refText({ noun, name })}`,
    why: `${membership(groups, configured)} ${granted} You are ${identity}.`,
    fix: [
      ...(near.length > 0 ? [`did you mean ${near.join(' or ')}?`] : []),
      ...wrongCaller(groups, configured),
      `if the ${noun} is new, ask an admin to create it: ${initCommand({ kind, name })}`,
      ...(names.length === 0
        ? [
            // Of the commands that end here, some take no --break-glass.
            `if you are an admin in an emergency, with a profile of the management account: ${commandOf({ noun })} assume ${name} --break-glass --reason "…" --profile NAME`,
          ]
        : []),
    ],
  });
}

/** Nothing that the caller is in grants any account of that kind. */
export function nothingGranted(
  kind: AccountKind,
  { groups, identity }: GrantedAccounts,
  structure: Pick<Structure, 'groups'>,
): Failure {
  const configured = { kind, admin: structure.groups.admin };
  const { noun, group } = kind;
  return new Failure('failed', {
    what: `you do not have access to any ${noun}`,
    why: `${membership(groups, configured)} You are ${identity}.`,
    fix: groups?.includes(group)
      ? [`ask an admin to create the first one with ${commandOf(kind)} init`]
      : [
          ...wrongCaller(groups, configured),
          ...(groups === null ? [`ask an admin to add you to the group ${group} in Ops`] : []),
          `see what you can use: ${commandOf(kind)} list`,
        ],
  });
}

function ofAnotherKind({ noun }: AccountKind, other: GrantedAccount): Failure {
  const { name } = other;
  const right = commandOf(other);
  return new Failure('failed', {
    what: `you do not have access to ${refText({ noun, name })}`,
    why: `Your groups give you access to ${refText(other)}: ${name} is the name of ${withArticle(other)}, not of ${withArticle({ noun })}.`,
    fix: [`use ${right} instead of ${commandOf({ noun })}`, `assume its role: ${right} assume ${name}`],
  });
}

interface Configured {
  readonly kind: AccountKind;
  readonly admin: string;
}

function membership(groups: readonly string[] | null, { kind: { group }, admin }: Configured): string {
  if (groups === null) return 'diverst is not allowed to read which groups you are in.';
  if (groups.length === 0) return 'You are in no group.';
  const all = `You are in the ${groups.length === 1 ? 'group' : 'groups'} ${groups.join(', ')}`;
  if (groups.includes(group)) return `${all}.`;
  return groups.includes(admin)
    ? `${all}, as the users of the management account are.`
    : `${all}, and not in the group ${group}.`;
}

function wrongCaller(
  groups: readonly string[] | null,
  { kind: { noun, group }, admin }: Configured,
): readonly string[] {
  if (groups === null || groups.includes(group)) return [];
  return groups.includes(admin)
    ? ['use the profile of your IAM user in Ops: add --profile NAME']
    : [`if you need access to every ${noun}, ask an admin to add you to the group ${group} in Ops`];
}
