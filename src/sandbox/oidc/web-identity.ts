export type Claims = Readonly<Record<string, unknown>>;

/** Whom a token names, once it is known to be good. */
export interface WebIdentity {
  /** Of the provider in the role's account. */
  readonly providerArn: string;
  /** Without its scheme, as condition keys begin. */
  readonly provider: string;
  /** `iss`, as the token has it. */
  readonly issuer: string;
  readonly subject: string;
  /** The one that the provider takes. */
  readonly audience: string;
  readonly claims: Claims;
}
