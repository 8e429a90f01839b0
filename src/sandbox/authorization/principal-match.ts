import type { PrincipalElement } from './policy-document.ts';
import type { Principal } from './request.ts';

/**
 * How a policy's Principal element names the caller. It decides what else has to allow the request: naming the
 * account leaves it to the account's identity policies, naming the session leaves nothing to others.
 */
export type PrincipalMatch = 'none' | 'account' | 'anyone' | 'role' | 'user' | 'session' | 'provider';

/**
 * Services never call the sandbox, so only `AWS` is looked at, and `Federated` for whom an identity provider names.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function matchPrincipal(element: PrincipalElement, principal: Principal): PrincipalMatch {
  const matches = (element.values['AWS'] ?? []).map((name) => matchName(name, principal));
  if (principal.kind === 'provider' && element.values['Federated']?.includes(principal.arn)) {
    matches.push('provider');
  }
  const best = strongest(matches);
  if (!element.negated) return best;
  return best === 'none' ? 'anyone' : 'none';
}

const order: readonly PrincipalMatch[] = ['none', 'account', 'anyone', 'role', 'user', 'session', 'provider'];

/** The match that leaves least to other policies. */
export function strongest(matches: readonly PrincipalMatch[]): PrincipalMatch {
  return order.findLast((match) => matches.includes(match)) ?? 'none';
}

function matchName(name: string, principal: Principal): PrincipalMatch {
  if (name === '*') return 'anyone';
  if (principal.kind === 'provider') return 'none';
  if (name === principal.accountId || name === `arn:aws:iam::${principal.accountId}:root`) return 'account';
  if (principal.kind !== 'root' && (name === principal.arn || name === principal.uniqueId)) {
    return principal.kind;
  }
  return name === principal.sessionArn ? 'session' : 'none';
}
