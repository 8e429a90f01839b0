import { parsePolicy } from './document.ts';

/**
 * Whether a trust policy lets somebody in by an identity provider, under whatever conditions.
 * @param trust JSON
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
 */
export function takesTokens(trust: string): boolean {
  const parsed = parsePolicy(trust);
  if (!parsed.ok) return false;
  return parsed.policy.statements.some(
    ({ effect, principals }) =>
      effect === 'Allow' && principals?.some(({ type }) => type === 'Federated') === true,
  );
}
