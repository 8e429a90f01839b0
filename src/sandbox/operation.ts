import type { EventHistory } from './cloudtrail/history.ts';
import type { WebIdentity } from './oidc/web-identity.ts';
import type { SandboxState } from './state.ts';

/** How long AWS takes over things, in milliseconds; all zero in `instant`. */
export interface Timings {
  /** From CreateAccount to the end of the creation. */
  readonly accountCreation: number;
  /** From the end of a creation until OrganizationAccountAccessRole in the account can be assumed. */
  readonly accessRole: number;
  /** From writing a role, trust or identity policy until authorization sees it. */
  readonly propagation: number;
  /** From writing the policy of a bucket until S3 goes by it. */
  readonly bucketPolicy: number;
  /** From CreateOrganization until CreateAccount is accepted. */
  readonly organizationSetup: number;
  /** From CloseAccount until the account is CLOSED (PENDING_CLOSURE before). */
  readonly closing: number;
  /** From EnablePolicyType or DisablePolicyType until the type is enabled or is not any more. */
  readonly policyType: number;
  /** From a call until CloudTrail's event history shows it. */
  readonly trail: number;
  /** Each call's own round trip. */
  readonly call: number;
}

/** Who calls: who signed the request, or whom its token names. */
export type Caller =
  | {
      readonly kind: 'root';
      readonly accountId: string;
      readonly arn: string;
      readonly userId: string;
      /** Null: it signs with a key of the root user's own. */
      readonly session: SessionFacts | null;
    }
  | {
      readonly kind: 'user';
      readonly accountId: string;
      readonly userName: string;
      readonly arn: string;
      readonly userId: string;
      readonly session: SessionFacts | null;
      /** With a session of GetFederationToken: the name that it goes by. `userName` is who it was given to. */
      readonly federatedName?: string;
    }
  | {
      readonly kind: 'role';
      readonly accountId: string;
      readonly roleName: string;
      readonly sessionName: string;
      readonly arn: string;
      readonly userId: string;
      readonly session: SessionFacts;
    }
  | {
      /** Of an OIDC provider, and by the operation that takes such a token alone. */
      readonly kind: 'web-identity';
      /** Of the provider, which is that of the role to be assumed. */
      readonly accountId: string;
      /** Of the provider. */
      readonly arn: string;
      readonly userId: string;
      readonly session: null;
      readonly identity: WebIdentity;
    };

/** What a session token says about the session it belongs to. */
export interface SessionFacts {
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly mfa: boolean;
  /** When it was proven that the user has the device, if before `issuedAt`. */
  readonly mfaAt?: number;
  /** With a password: `console` for the console's own calls, `login` for those of `aws login`. */
  readonly signIn?: 'console' | 'login';
  readonly sourceIdentity?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
  /** JSON documents of session policies; the session may do only what they allow too. */
  readonly policies: readonly string[];
  /** Of a session that a token of an OIDC provider opened: the provider's ARN, and what its claims are as condition keys. */
  readonly webIdentity?: {
    readonly provider: string;
    readonly keys: Readonly<Record<string, readonly string[]>>;
  };
}

/** What one call works with. `state` may be changed only by an operation that says `mutates: true`. */
export interface CallContext {
  readonly state: SandboxState;
  readonly caller: Caller;
  readonly now: number;
  readonly timings: Timings;
  readonly requestId: string;
  readonly sourceIp: string;
  /** That the request was sent to, with its port if it has one. */
  readonly host: string;
  /** Of the endpoint that answers. */
  readonly region: string;
  readonly history: EventHistory;
  /** False: accounts and units carry no Path(s), as in emulators and older partitions. */
  readonly paths: boolean;
  /** True: IAM answers with documents that mean what was put and are written otherwise. */
  readonly restructure: boolean;
}

/** One thing that the caller must be allowed to do: checked before the operation runs, in order. */
export interface Permission {
  /** `service:Action` with AWS's capitals. */
  readonly action: string;
  readonly resource: string;
  /** Condition keys beyond the global ones (which the authorizer adds), e.g. `iam:PolicyARN`, `aws:RequestTag/x`. */
  readonly context?: Readonly<Record<string, readonly string[]>>;
  /**
   * The policy of the resource itself, if a resource of its kind can have one: null if it has none. It is the account
   * that the resource belongs to whose identity policies may do without it.
   */
  readonly resourcePolicy?: { readonly document: string | null; readonly accountId: string };
  /** The error in the place of the usual refusal: for what the service does in another one, on the caller's behalf. */
  readonly whenDenied?: (message: string) => SandboxError;
  /** A setting of the account allows it to everyone in it, so that only a policy that denies it keeps anyone from it. */
  readonly granted?: true;
}

/**
 * One operation of a service, on the SDK's own shapes (`CreateAccountRequest` → `CreateAccountResponse`).
 * `run` throws `SandboxError` for what AWS answers with an error.
 */
export interface Operation<Input = never, Output = unknown> {
  readonly mutates: boolean;
  /** AssumeRole and GetCallerIdentity return none: the first judges by itself, the second is allowed to anyone. */
  permissions(input: Input, context: CallContext): readonly Permission[];
  /**
   * Who calls, of an operation whose requests are not signed: the input holds another proof. What it throws is in no
   * event history, as what comes before a signature is not.
   */
  identify?(input: Input, context: Pick<CallContext, 'state' | 'now'>): Caller;
  run(input: Input, context: CallContext): Output;
}

export type Operations = Readonly<Record<string, Operation>>;

/** An error as AWS answers it: `code` is the exception's name in the service model, `members` its further fields. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';

  constructor(
    readonly code: string,
    message: string,
    readonly status: number = 400,
    readonly members: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
