import { otherPolicy } from '../../apply/revocations.ts';
import type { IamApi } from '../../aws/iam-api.ts';
import { type AccountRef, type NamedAccount, refOf } from '../../model/account-kind.ts';
import { ciRoleNames } from '../../model/ci-roles.ts';
import { isManaged } from '../../model/own-tags.ts';
import { mayTakeTokens } from '../../model/policy/takes-tokens.ts';
import { readRevocations, revocationPolicy, revocationsOf } from '../../model/revocations.ts';
import type { NamedDocument, Role } from '../../model/snapshot.ts';
import type { Change } from '../../plan/change.ts';

/** The CI roles of an account whose sessions end, or work again. */
export interface CiReading {
  readonly roleArns: readonly string[];
  readonly changes: readonly Change[];
}

export const noCiRoles: CiReading = { roleArns: [], changes: [] };

/** A client or an environment with its role. */
interface Target extends NamedAccount {
  readonly role: string;
}

/**
 * The CI roles of an account: those that the configuration names, and those that diverst made for tokens and that it
 * names no longer. What is done to them is what is done to the account's own role if no person is named: who is behind a
 * session of theirs is not said by anything.
 * @throws Failure if a policy with the name of a revocation is something else
 */
export async function readCiRoles(target: Target, lift: boolean, iam: IamApi): Promise<CiReading> {
  const named = ciRoleNames(target);
  const { roles } = await iam.readAccount(['Role']);
  // One that a list leaves out because it is new would keep its sessions.
  const unlisted = named.filter((name) => !roles.some((role) => role.name === name));
  const asked = await Promise.all(unlisted.map((name) => iam.getRole(name)));
  const found = [
    ...roles.filter(
      (role) => role.name !== target.role && (named.includes(role.name) || isMadeForTokens(role)),
    ),
    ...asked.filter((role) => role !== null && unlisted.includes(role.name)),
  ].filter((role) => role !== null);
  const changes = await Promise.all(
    found.map(async ({ name, inlinePolicies }) => {
      const owner = refOf(target);
      if (lift) return lifted(owner, name, await documentsOf(iam, name, inlinePolicies));
      const held = inlinePolicies.filter((policy) => policy === revocationPolicy(null));
      return [ended(owner, name, await documentsOf(iam, name, held))];
    }),
  );
  return { roleArns: found.map(({ arn }) => arn), changes: changes.flat() };
}

function isMadeForTokens({ tags, trust }: Role): boolean {
  return isManaged(tags) && mayTakeTokens(trust);
}

async function documentsOf(
  iam: IamApi,
  role: string,
  policies: readonly string[],
): Promise<readonly NamedDocument[]> {
  const read = await Promise.all(
    policies.map(async (name) => ({ name, document: await iam.getRolePolicy(role, name) })),
  );
  return read.flatMap(({ name, document }) => (document === null ? [] : [{ name, document }]));
}

function ended(owner: AccountRef, role: string, held: readonly NamedDocument[]): Change {
  for (const { name, document } of held)
    if (revocationsOf(document, null) === null) throw otherPolicy(name, role, document);
  return { kind: 'put-revocation', owner, role, person: null, withNext: true };
}

function lifted(owner: AccountRef, role: string, held: readonly NamedDocument[]): readonly Change[] {
  return held.flatMap(({ name: policy, document }) =>
    readRevocations(document) === null
      ? []
      : [{ kind: 'delete-revocation' as const, owner, role, policy, document, onlyIfOver: false }],
  );
}
