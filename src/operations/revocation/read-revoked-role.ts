import { type MemberAccess, reachableOf } from '../../access/member-accounts.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import { otherPolicy } from '../../apply/revocations.ts';
import type { Aws, CallerIdentity } from '../../aws/api.ts';
import type { IamApi } from '../../aws/iam-api.ts';
import { initCommand, refOf, refText } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { regionOfIam } from '../../model/iam-region.ts';
import { demandsOwnName } from '../../model/policy/own-name-demand.ts';
import { readRevocations, revocationPolicy, revocationsOf } from '../../model/revocations.ts';
import type { NamedDocument, Role } from '../../model/snapshot.ts';
import type { Structure } from '../../model/structure.ts';
import type { Change } from '../../plan/change.ts';
import { hasSettled } from '../history/attribution.ts';
import { lookUpSession } from '../history/look-up-session.ts';
import type { RevokedAccount } from './revoked-accounts.ts';
import { type CiReading, noCiRoles, readCiRoles } from './revoked-ci-roles.ts';

/** Which sessions of a role end, and why all of them if a person was meant. */
export type Ends =
  | { readonly whose: 'person'; readonly reason: null }
  | { readonly whose: 'everybody'; readonly reason: string | null };

export interface AccountReading {
  /** Null where there is no such role. */
  readonly roleArn: string | null;
  readonly changes: readonly Change[];
  readonly ends: Ends | null;
  /** ARNs of the CI roles to which the same is done. */
  readonly ciRoleArns: readonly string[];
  readonly notices: readonly string[];
}

interface Tools {
  readonly aws: Aws;
  readonly structure: Structure;
  readonly members: MemberAccess;
  readonly wait: WaitOptions;
  readonly caller: CallerIdentity;
}

/**
 * Reads the role of an account, and plans what ends its sessions, or what ends that.
 * @throws Failure where the account cannot be entered, or a policy is in the way
 */
export async function readRevokedRole(
  target: RevokedAccount,
  { person, lift }: { readonly person: string | null; readonly lift: boolean },
  tools: Tools,
): Promise<AccountReading> {
  const { members, wait } = tools;
  const account = reachableOf(target.account, wait);
  const { role, now, documents, ci } = await members.withIam(account, wait, async (iam, time) => {
    const found = (await iam.getRole(target.role)) ?? (await listed(iam, target.role));
    const names = lift ? (found?.inlinePolicies ?? []) : revocationNames(found, person);
    const read = await Promise.all(
      names.map(async (name) => ({ name, document: await iam.getRolePolicy(target.role, name) })),
    );
    // A session of a CI role has no person behind it.
    const ciRoles = person === null ? await readCiRoles(target, lift, iam) : noCiRoles;
    return { role: found, now: time(), documents: read.flatMap(present), ci: ciRoles };
  });
  if (role === null || role.name !== target.role) {
    return {
      ...{ roleArn: null, changes: ci.changes, ciRoleArns: ci.roleArns },
      ends: lift || ci.roleArns.length === 0 ? null : { whose: 'everybody', reason: null },
      notices: [
        `${refText(refOf(target))} has no role ${target.role}, so there are no sessions of it; to create it: ${initCommand(target)}`,
      ],
    };
  }
  if (lift) return withCi(lifted(target, role, documents, person), ci);
  const ends = await endsOf(target, role, person, now, tools);
  const whose = ends.whose === 'person' ? person : null;
  const policy = revocationPolicy(whose);
  const held = documents.find(({ name }) => name === policy);
  if (held !== undefined && revocationsOf(held.document, whose) === null)
    throw otherPolicy(policy, role.name, held.document);
  const change = {
    kind: 'put-revocation' as const,
    owner: refOf(target),
    role: role.name,
    person: whose,
    withNext: person !== null,
  };
  return withCi({ roleArn: role.arn, changes: [change], ends, notices: [] }, ci);
}

function withCi(reading: Omit<AccountReading, 'ciRoleArns'>, ci: CiReading): AccountReading {
  return { ...reading, changes: [...reading.changes, ...ci.changes], ciRoleArns: ci.roleArns };
}

/** A role whose sessions go on because an answer missed it would be left out without an error: two answers have to. */
async function listed(iam: IamApi, name: string): Promise<Role | null> {
  const { roles } = await iam.readAccount(['Role']);
  return roles.find((role) => role.name.toLowerCase() === name.toLowerCase()) ?? null;
}

/** What may be there of a revocation: of the person, or of everybody where the person cannot be told from others. */
function revocationNames(role: Role | null, person: string | null): readonly string[] {
  const names = new Set([revocationPolicy(person), revocationPolicy(null)]);
  return (role?.inlinePolicies ?? []).filter((name) => names.has(name));
}

function present({ name, document }: { readonly name: string; readonly document: string | null }) {
  return document === null ? [] : [{ name, document }];
}

/** By their meaning, whoever wrote them: the IAM console writes the same under a name of its own. */
function lifted(
  target: RevokedAccount,
  role: Role,
  documents: readonly NamedDocument[],
  person: string | null,
): Omit<AccountReading, 'ciRoleArns'> {
  const revocations = documents.filter(({ document }) => readRevocations(document) !== null);
  const chosen = revocations.filter(
    ({ document }) => person === null || revocationsOf(document, person) !== null,
  );
  const left = revocations.filter((one) => !chosen.includes(one)).map(({ name }) => name);
  return {
    roleArn: role.arn,
    changes: chosen.map(({ name: policy, document }) => {
      const owner = refOf(target);
      return {
        kind: 'delete-revocation' as const,
        owner,
        role: role.name,
        policy,
        document,
        onlyIfOver: false,
      };
    }),
    ends: null,
    notices:
      left.length === 0
        ? []
        : [
            `${refText(refOf(target))} keeps ${left.join(', ')}, which also ends sessions of other people; to delete the policy, run the command without --person`,
          ],
  };
}

/** Only where AWS has vouched for the names of all sessions that may be alive, one person's can be told from others'. */
async function endsOf(
  target: RevokedAccount,
  role: Role,
  person: string | null,
  now: number,
  { aws, structure, caller }: Tools,
): Promise<Ends> {
  const everybody = (reason: string | null) => ({ whose: 'everybody' as const, reason });
  if (person === null) return everybody(null);
  if (!demandsOwnName(role.trust))
    return everybody(
      `the trust policy of the role does not require the user name as source identity (${target.kind.noun}.role.requireSourceIdentity)`,
    );
  const { id, name } = target.account;
  const region = regionOfIam(caller.partition);
  let settled: boolean | null;
  try {
    const credentials = await lookUpSession(aws, { id, name }, caller, structure);
    settled = await hasSettled(role.arn, aws.eventHistory({ region, accountId: id, credentials }), now);
  } catch (error) {
    // What AWS does not let the caller read is not known.
    if (!(error instanceof Failure)) throw error;
    settled = null;
  }
  if (settled === null)
    return everybody(
      'the event history could not be read, so there can be a valid session under another name',
    );
  return settled
    ? { whose: 'person', reason: null }
    : everybody(
        'the trust policy of the role was changed in the last 12 hours, so there can be a valid session under another name',
      );
}
