import { texts } from './read-token.ts';
import type { WebIdentity } from './web-identity.ts';

type Keys = Readonly<Record<string, readonly string[]>>;

/**
 * Claims that AWS knows of one issuer's tokens beside those of all. None of them is known in the session.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
const ownClaims: Readonly<Record<string, readonly string[]>> = {
  'token.actions.githubusercontent.com': [
    'actor',
    'actor_id',
    'enterprise_id',
    'environment',
    'job_workflow_ref',
    'ref',
    'repository',
    'repository_id',
    'repository_owner_id',
    'workflow',
  ],
};

/**
 * The condition keys that a token gives the call that shows it; `aud` is `azp` where the token has that.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
export function callKeys(identity: WebIdentity): Keys {
  const { provider, claims } = identity;
  const further = ['email', ...(ownClaims[provider] ?? [])].map(
    (claim) => [claim, texts(claims[claim])] as const,
  );
  return { ...sessionKeys(identity), ...prefixed(provider, [['oaud', texts(claims['aud'])], ...further]) };
}

/** Those of them that are also there in the calls of the session. */
export function sessionKeys({ provider, claims, audience, subject }: WebIdentity): Keys {
  return prefixed(provider, [
    ['aud', [audience]],
    ['sub', [subject]],
    ['amr', texts(claims['amr'])],
  ]);
}

/** A claim that the token does not have is no key. */
function prefixed(provider: string, claims: readonly (readonly [string, readonly string[]])[]): Keys {
  return Object.fromEntries(
    claims.flatMap(([claim, values]) => (values.length === 0 ? [] : [[`${provider}:${claim}`, values]])),
  );
}
