/** What is known about a request, by condition key in lower case: keys are compared without case. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

/** Whom a policy's Principal element is compared with. */
export interface Principal {
  readonly kind: 'root' | 'user' | 'role' | 'provider';
  /** Empty for whom an identity provider names. */
  readonly accountId: string;
  /** Of the user, of the role (not of its session), of the account's root, or of the identity provider. */
  readonly arn: string;
  /** AIDA…, AROA…, or the account id for the root user. */
  readonly uniqueId: string;
  /** `arn:aws:sts::…:assumed-role/role/session`: roles only. */
  readonly sessionArn?: string;
}

/** One question: may this principal do this action on this resource? */
export interface AccessRequest {
  readonly principal: Principal;
  /** `sts:AssumeRole` */
  readonly action: string;
  /** An ARN, or `*` for actions that have no resource. */
  readonly resource: string;
  readonly context: RequestContext;
}

/**
 * The answer; `reason` ends AWS's own sentence, "because …". `explicit`: a policy denies it, and it is not only that
 * none allows it. `byControl`: the organization's control policies keep the caller from it.
 */
export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: string; readonly explicit?: true; readonly byControl?: true };
