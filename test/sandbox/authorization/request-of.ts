import { evaluatePolicies, type PolicySet } from '../../../src/sandbox/authorization/evaluate-policies.ts';
import type { AccessRequest, Decision, Principal } from '../../../src/sandbox/authorization/request.ts';

export const own = '111122223333';
export const other = '444455556666';

export const user: Principal = {
  kind: 'user',
  accountId: own,
  arn: `arn:aws:iam::${own}:user/jane`,
  uniqueId: 'AIDAJANE',
};

export const role: Principal = {
  kind: 'role',
  accountId: own,
  arn: `arn:aws:iam::${own}:role/team/ops`,
  uniqueId: 'AROAOPS',
  sessionArn: `arn:aws:sts::${own}:assumed-role/ops/shift`,
};

export type Keys = Readonly<Record<string, string | readonly string[]>>;

/** A request of `user` to assume a role of its own account, unless given otherwise. */
export function requestOf(
  parts: Partial<Omit<AccessRequest, 'context'>> & { keys?: Keys } = {},
): AccessRequest {
  const { keys = {}, ...rest } = parts;
  const context = new Map(
    Object.entries(keys).map(([key, value]) => [
      key.toLowerCase(),
      typeof value === 'string' ? [value] : value,
    ]),
  );
  return {
    principal: user,
    action: 'sts:AssumeRole',
    resource: `arn:aws:iam::${own}:role/acme-production`,
    context,
    ...rest,
  };
}

type Json = Readonly<Record<string, unknown>>;

export function documentOf(...statements: readonly Json[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** A statement that allows everything everywhere, but for what is given. */
export function allow(parts: Json = {}): Json {
  const needsAction = !('Action' in parts || 'NotAction' in parts);
  const needsResource = !('Resource' in parts || 'NotResource' in parts || 'Principal' in parts);
  return {
    Effect: 'Allow',
    ...(needsAction ? { Action: '*' } : {}),
    ...(needsResource && !('NotPrincipal' in parts) ? { Resource: '*' } : {}),
    ...parts,
  };
}

export function deny(parts: Json = {}): Json {
  return allow({ ...parts, Effect: 'Deny' });
}

/** The decision where identity policies alone decide, unless others are given. */
export function decide(
  request: AccessRequest,
  statements: readonly Json[],
  others: Partial<Omit<PolicySet, 'identity'>> = {},
): Decision {
  const identity = statements.length === 0 ? [] : [documentOf(...statements)];
  return evaluatePolicies(request, { identity, boundary: null, session: [], trust: null, ...others });
}
