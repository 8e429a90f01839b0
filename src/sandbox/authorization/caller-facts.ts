import { groupsOf, iamOf } from '../iam/account.ts';
import { effectiveDocument } from '../iam/documents.ts';
import { effectiveManagedPolicy } from '../iam/managed-policies.ts';
import { iamArn, nameKey } from '../iam/names.ts';
import { entry } from '../iam/records.ts';
import type { Caller } from '../operation.ts';
import type { SandboxState, UserState } from '../state.ts';
import type { StoredDocument } from '../stored-document.ts';
import type { PolicySet } from './evaluate-policies.ts';
import type { Principal } from './request.ts';

/** What is known of a caller before its request is looked at. */
export interface CallerFacts {
  readonly principal: Principal;
  readonly policies: Omit<PolicySet, 'trust' | 'resource'>;
  /** Of the user or the role, with those of the session over them. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A root user is limited by nothing but the organization's policies, those of its session and those of other accounts' resources. */
const everything = JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } });

/**
 * Who a caller is to policies, and the policies that are its own, as authorization sees them at `now`.
 *
 * @param now epoch milliseconds
 */
export function callerFacts(state: SandboxState, caller: Caller, now: number): CallerFacts {
  const { accountId } = caller;
  const iam = iamOf(state, accountId);
  const { session } = caller;
  const sessionPolicies = session?.policies ?? [];
  if (caller.kind === 'root') {
    return {
      principal: { kind: 'root', accountId, arn: caller.arn, uniqueId: accountId },
      policies: { identity: [everything], boundary: null, session: sessionPolicies },
      tags: {},
    };
  }
  if (caller.kind === 'user') {
    const user = entry(iam.users, nameKey(caller.userName));
    const holders = user ? [user, ...groupsOf(iam, user.name)] : [];
    return {
      principal: { kind: 'user', accountId, arn: caller.arn, uniqueId: caller.userId },
      policies: {
        identity: holders.flatMap((holder) => documentsOf(state, holder, now)),
        boundary: boundaryOf(state, user, now),
        session: sessionPolicies,
      },
      tags: { ...user?.tags, ...session?.tags },
    };
  }
  if (caller.kind === 'web-identity') {
    // It is in no account, and nothing is its own.
    return {
      principal: { kind: 'provider', accountId: '', arn: caller.arn, uniqueId: caller.userId },
      policies: { identity: [], boundary: null, session: [] },
      tags: {},
    };
  }
  const role = entry(iam.roles, nameKey(caller.roleName));
  return {
    principal: {
      kind: 'role',
      accountId,
      arn: iamArn(accountId, 'role', role ?? { path: '/', name: caller.roleName }),
      uniqueId: role?.id ?? '',
      sessionArn: caller.arn,
    },
    policies: {
      identity: role ? documentsOf(state, role, now) : [],
      boundary: boundaryOf(state, role, now),
      session: sessionPolicies,
    },
    tags: { ...role?.tags, ...session?.tags },
  };
}

function documentsOf(
  state: SandboxState,
  holder: Pick<UserState, 'inline' | 'attached'>,
  now: number,
): string[] {
  const inline = Object.values(holder.inline).map((stored: StoredDocument) => effectiveDocument(stored, now));
  const attached = holder.attached.map((arn) => effectiveManagedPolicy(state, arn, now));
  return [...inline, ...attached].filter((document) => document !== undefined);
}

/** A boundary that cannot be found allows nothing. */
function boundaryOf(
  state: SandboxState,
  holder: Pick<UserState, 'permissionsBoundary'> | undefined,
  now: number,
): string | null {
  if (holder?.permissionsBoundary === undefined) return null;
  return effectiveManagedPolicy(state, holder.permissionsBoundary, now) ?? '';
}
