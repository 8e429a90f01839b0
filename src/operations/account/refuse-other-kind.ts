import { type MemberAccess, reachableOf } from '../../access/member-accounts.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws } from '../../aws/api.ts';
import {
  type AccountKind,
  canMeet,
  initCommand,
  namesKey,
  ownerOfRole,
  roleName,
  roleTemplate,
  withArticle,
} from '../../model/account-kind.ts';
import { readRoleArn } from '../../model/arn.ts';
import { Failure } from '../../model/failure.ts';
import type { Account } from '../../model/snapshot.ts';
import { kindsWithGroup, type Structure } from '../../model/structure.ts';
import { groupGrants } from '../../plan/group-grants.ts';
import type { AccountQuery } from '../../plan/match-account.ts';
import { unitPathOf } from '../../plan/unit-path.ts';
import { type Units, unitIdOf } from '../base.ts';
import { readTags } from './find-account.ts';
import type { Groups } from './read-target.ts';

interface Source {
  readonly aws: Aws;
  readonly members: MemberAccess;
  readonly wait: WaitOptions;
  readonly structure: Structure;
  readonly units: Units;
  readGroups(): Promise<Groups>;
}

/**
 * Names of clients and environments are separate, and no account is both: otherwise people with access to one would get
 * access to the other.
 * @param account the one that was found; null if it will be created
 * @throws Failure if the name, or the account, is of another kind
 */
export async function refuseOtherKind(
  query: AccountQuery,
  account: Account | null,
  source: Source,
): Promise<void> {
  const { structure, units } = source;
  const others = kindsWithGroup(structure).filter(({ noun }) => noun !== query.kind.noun);
  for (const other of others) {
    // Where the kind has a section, the configuration has looked at this.
    if (
      !query.kind.isExpected &&
      (other.group === query.kind.group || canMeet(roleTemplate(query.kind), roleTemplate(other)))
    )
      throw notApart(query.kind, other);
    if (other.names?.includes(query.name)) throw nameOfOther(query, other);
    if (account === null) continue;
    if (other.names === null && account.parentId === unitIdOf(other, units))
      throw accountOfOther(query, account, other, `it is in the OU ${unitPathOf(other, structure)}`);
    const trace = await traceOf(account, other, source);
    if (trace !== null) throw accountOfOther(query, account, other, trace);
  }
}

/** What says that an account is of a kind, whatever it is called and wherever it is; null where nothing does. */
async function traceOf(
  account: Account,
  kind: AccountKind,
  { aws, members, wait, readGroups }: Source,
): Promise<string | null> {
  const { groups, policies } = await readGroups();
  const group = groups.find(({ name }) => name === kind.group);
  for (const arn of group ? groupGrants(group, policies).roles.keys() : []) {
    const role = readRoleArn(arn);
    if (role?.accountId === account.id && ownerOfRole([kind], role.name) !== null)
      return `the group ${kind.group} in Ops is granted ${role.name} in it`;
  }
  if (!kind.isExpected) return null;
  const role = roleName(kind, account.name);
  const [tags, found] = await Promise.all([
    readTags(aws, account.id),
    members.withIam(reachableOf(account, wait), wait, (iam) => iam.getRole(role)),
  ]);
  if (found !== null) return `it has the role ${found.name}`;
  const name = tags[kind.tag];
  return name === undefined ? null : `it is tagged ${kind.tag}=${name}`;
}

function notApart({ noun, group, role, placeholder }: AccountKind, other: AccountKind): Failure {
  return new Failure('usage', {
    what: `${noun}s and ${other.noun}s cannot be distinguished`,
    why: `Both would use the group ${group}, or roles of one could have the names of the other’s (${role.name}). Nothing was changed.`,
    fix: [`set ${noun}.group and ${noun}.role.name in diverst.config.yaml, such as ${noun}-${placeholder}`],
  });
}

function nameOfOther({ kind, name }: AccountQuery, other: AccountKind): Failure {
  return new Failure('usage', {
    what: `${name} is the name of ${withArticle(other)}`,
    why: `The configuration names this account: ${kind.noun}s and ${other.noun}s must have different names. Nothing was changed.`,
    fix: [
      `choose another ${kind.noun} name`,
      `if you mean the ${other.noun}: ${initCommand({ kind: other, name })}`,
      `if there is no ${other.noun} ${name} any more, remove the name from ${namesKey(other)} in diverst.config.yaml`,
    ],
  });
}

function accountOfOther(
  { kind, name }: AccountQuery,
  account: Account,
  other: AccountKind,
  why: string,
): Failure {
  return new Failure('failed', {
    what: `the account ${account.name} (${account.id}) is ${withArticle(other)}’s, not ${withArticle(kind)}’s`,
    why: `The reason: ${why}. As ${withArticle(kind)}, the account would be open to the group ${kind.group}. Nothing was changed.`,
    fix: [
      `choose another ${kind.noun} name`,
      `if ${name} must become ${withArticle(kind)}, first remove what makes it ${withArticle(other)}: its place, its role, the grant and the tag ${other.tag}`,
    ],
  });
}
