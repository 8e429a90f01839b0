import { isUsable } from '../account-states.ts';
import { iamOf } from '../iam/account.ts';
import { requireText, validationError } from '../iam/constraints.ts';
import { effectiveDocument } from '../iam/documents.ts';
import { iamArn, nameKey } from '../iam/names.ts';
import { entry } from '../iam/records.ts';
import type { RoleState, SandboxState } from '../state.ts';

export const sessionNameRule = { min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ };

/** A role that is to be assumed. */
export interface RoleTarget {
  readonly accountId: string;
  readonly role: RoleState;
  /** What authorization sees of it now. */
  readonly trust: string;
}

export function readRoleArn(value: string | undefined): string {
  return requireText(value, 'roleArn', { min: 20, max: 2048 });
}

/** @returns the id of the role's account @throws SandboxError ValidationError for what is no role's ARN */
export function accountOfRole(arn: string): string {
  const [, accountId] = /^arn:aws:iam::(\d{12}):role\/[!-~]+$/.exec(arn) ?? [];
  if (accountId === undefined) throw validationError(`${arn} is invalid`);
  return accountId;
}

/** A role that can be assumed at all. Its name and path are compared with case, unlike in IAM's own lookups. */
export function findTarget(arn: string, state: SandboxState, now: number): RoleTarget | undefined {
  const accountId = arn.split(':')[4] ?? '';
  const role = entry(iamOf(state, accountId).roles, nameKey(arn.slice(arn.lastIndexOf('/') + 1)));
  if (role === undefined || iamArn(accountId, 'role', role) !== arn) return undefined;
  if (!isUsable(entry(state.accounts, accountId)) || now < role.effectiveAt) return undefined;
  const trust = effectiveDocument(role.trust, now);
  return trust === undefined ? undefined : { accountId, role, trust };
}

/**
 * Seconds.
 * @param wanted as the request has it
 * @throws SandboxError ValidationError past the role's own limit
 */
export function durationWithin(wanted: number | undefined, role: RoleState): number {
  const duration = wanted ?? 3600;
  if (duration > role.maxSessionDuration) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  return duration;
}
