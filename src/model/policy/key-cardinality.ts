/** How many values a condition key can hold in one request. */
export type Cardinality = 'one' | 'several' | 'unknown';

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
const SEVERAL: ReadonlySet<string> = new Set([
  'aws:calledvia',
  'aws:principalorgpaths',
  'aws:principalservicenameslist',
  'aws:resourceorgpaths',
  'aws:sourceorgpaths',
  'aws:tagkeys',
  'aws:vpceorgpaths',
  'sts:transitivetagkeys',
]);

/** Services that AWS documents every key of, beside the global ones. */
const KNOWN_SERVICES: ReadonlySet<string> = new Set(['aws', 'iam', 'sts']);

/**
 * Whether a key is what a token of an OIDC provider says once: whom it is about and whom it is for. Of several audiences
 * AWS takes `azp` for `aud`. The name of the provider stands before the claim, and unlike any service's it is a domain.
 *
 * @param key in lower case
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
export function isSingleClaim(key: string): boolean {
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[^:]*)?:(?:aud|sub|azp)$/.test(key);
}

/**
 * Keys of other services can hold several values as well (`dynamodb:Attributes`, `kms:EncryptionContextKeys`): the
 * Service Authorization Reference gives them a type that begins with `ArrayOf`.
 *
 * @param key in lower case
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export function cardinalityOf(key: string): Cardinality {
  if (SEVERAL.has(key)) return 'several';
  if (isSingleClaim(key)) return 'one';
  const [service = ''] = key.split(':', 1);
  return KNOWN_SERVICES.has(service) ? 'one' : 'unknown';
}
