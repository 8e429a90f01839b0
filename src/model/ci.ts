/**
 * A role of an account that a CI system assumes with a token of its own identity provider, as it is wanted.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export interface CiRoleStructure {
  /** The provider's address, `iss` of its tokens: `https://token.actions.githubusercontent.com`. */
  readonly issuer: string;
  /** `aud` of its tokens, by which the account's OIDC provider knows them. */
  readonly audience: string;
  /** Template of `sub`, e.g. `repo:company/infra:environment:{client}`. */
  readonly subject: string;
  /** Template of the role's name, e.g. `{client}-ci`. */
  readonly role: string;
  /** Names (`ReadOnlyAccess`, `job-function/ViewOnlyAccess`) or ARNs of AWS managed policies. */
  readonly managedPolicies: readonly string[];
  /** Longest session, in seconds. */
  readonly maxSession: number;
}

/** An OIDC provider of an account. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html */
export interface OidcProvider {
  readonly arn: string;
  /** Its address, `https://…`. */
  readonly issuer: string;
  /** Those that a token may be for (`aud`): client ids, as IAM calls them. */
  readonly audiences: readonly string[];
}

/** The name by which IAM knows a provider, which its ARN and the keys of conditions hold: the address without `https://`. */
export function issuerName(issuer: string): string {
  return issuer.replace(/^https:\/\//, '');
}

/**
 * @param provider `partition` as `aws`, `accountId` of 12 digits, `issuer` an address
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html
 */
export function oidcProviderArn(provider: {
  readonly partition: string;
  readonly accountId: string;
  readonly issuer: string;
}): string {
  return `arn:${provider.partition}:iam::${provider.accountId}:oidc-provider/${issuerName(provider.issuer)}`;
}

/** What is wrong with a template of subjects, or null. A wildcard in it would let in more than one job. */
export function subjectProblem(template: string, placeholder: string): string | null {
  const filled = template.replaceAll(placeholder, 'abc');
  if (/[{}]/.test(filled)) return `has braces other than ${placeholder}`;
  if (/[*?$]/.test(filled)) return 'has *, ? or $, which AWS reads as more than themselves';
  if (!/^[!-~]{1,512}$/.test(filled)) return 'has spaces, or characters other than printable ASCII';
  return null;
}
