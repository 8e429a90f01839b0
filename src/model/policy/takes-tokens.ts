import { parsePolicy } from './document.ts';
import { trustedPrincipals } from './trust.ts';

/**
 * Whether a trust policy possibly gives access through an identity provider, under any conditions: it names one, or
 * everyone, or is not understood.
 * @param trust JSON
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
 */
export function mayTakeTokens(trust: string): boolean {
  const parsed = parsePolicy(trust);
  if (!parsed.ok) return true;
  return trustedPrincipals(parsed.policy).some(
    ({ principal, actions }) =>
      principal.kind === 'federated' ||
      ((principal.kind === 'everyone' || principal.kind === 'unknown') &&
        actions.some((action) => action !== 'sts:AssumeRole')),
  );
}
