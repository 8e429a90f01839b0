import { matchesAction } from './action.ts';
import type { Condition, Policy, PolicyDocument, Statement } from './document.ts';
import { classifyPrincipal, type TrustedPrincipal } from './principal.ts';

/**
 * The permissions that a session needs: the role itself, the source identity that CloudTrail shows, and session tags.
 */
export const SESSION_ACTIONS = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'] as const;

/**
 * The policy variable that stands for the name of the IAM user who makes a request. Requests of everybody else, such as
 * the session of a role, do not have it, and a condition with it does not hold for them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-infotouse
 */
export const OWN_NAME = '${aws:username}';

/** The actions that hand out a role; the others only accompany one of these. */
const ASSUME_ACTIONS = ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'] as const;

/**
 * Every action that STS authorizes against a role's trust policy: the universe in which two trust policies
 * are compared, so that `sts:*` means these and no more. `sts:TagGetSessionToken` is not one of them: it is
 * asked of the caller's identity policies only.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
export const TRUST_ACTIONS: readonly string[] = [
  ...SESSION_ACTIONS,
  ...ASSUME_ACTIONS.slice(1),
  'sts:SetContext',
];

/**
 * The policy with what its Denies come to: source identity and tags are given to nobody who cannot assume the role, so a
 * Deny of that takes them away as well.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function withCompanionsDenied(policy: Policy): Policy {
  const allowed = ASSUME_ACTIONS.filter((action) =>
    policy.statements.some((statement) => statement.effect === 'Allow' && matchesAction(statement, action)),
  );
  const statements = policy.statements.map((statement): Statement => {
    const deniesAll =
      statement.effect === 'Deny' && allowed.every((action) => matchesAction(statement, action));
    if (!deniesAll || statement.actions === undefined) return statement;
    return { ...statement, actions: [...new Set([...statement.actions, ...COMPANIONS])] };
  });
  return { ...policy, statements };
}

const COMPANIONS = ['sts:SetSourceIdentity', 'sts:TagSession', 'sts:SetContext'] as const;

export interface IntendedTrust {
  /** `aws`, `aws-us-gov`, `aws-cn`, … */
  readonly partition: string;
  /** 12 digits. */
  readonly opsAccountId: string;
  readonly requireMfa: boolean;
  /** Whether a session must carry the name of the IAM user who opens it as its source identity. */
  readonly requireSourceIdentity?: boolean;
  /** In place of {@link SESSION_ACTIONS}. */
  readonly actions?: readonly string[];
}

/**
 * The trust policy of a client's role: the Ops account, which decides with its identity policies who of its
 * people may use it.
 *
 * MFA is asked for with `Bool`, not `BoolIfExists`: the key is absent from requests signed with plain access
 * keys, and an absent key satisfies every `IfExists` operator.
 *
 * A source identity is asked for in the same way. Session tags are then allowed by a statement of their own: AWS does not
 * promise that a request for `sts:TagSession` carries `sts:SourceIdentity`. Tags alone open no session.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 */
export function intendedTrust(options: IntendedTrust): PolicyDocument {
  const {
    partition,
    opsAccountId,
    requireMfa,
    requireSourceIdentity = false,
    actions = SESSION_ACTIONS,
  } = options;
  const allow = (
    allowed: readonly string[],
    conditions: Readonly<Record<string, Readonly<Record<string, string>>>>,
  ) => ({
    Effect: 'Allow' as const,
    Principal: { AWS: `arn:${partition}:iam::${opsAccountId}:root` },
    Action: [...allowed],
    ...(Object.keys(conditions).length > 0 ? { Condition: conditions } : {}),
  });
  const mfa = requireMfa ? { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } : {};
  if (!requireSourceIdentity) return { Version: '2012-10-17', Statement: [allow(actions, mfa)] };
  const named = { StringEquals: { 'sts:SourceIdentity': OWN_NAME } };
  const isTag = (action: string) => action === 'sts:TagSession';
  return {
    Version: '2012-10-17',
    Statement: [
      allow(
        actions.filter((action) => !isTag(action)),
        { ...mfa, ...named },
      ),
      ...(actions.some(isTag) ? [allow(actions.filter(isTag), mfa)] : []),
    ],
  };
}

/** One way into a role. */
export interface TrustEntry {
  readonly principal: TrustedPrincipal;
  /** As the document writes it; `*` where it says NotPrincipal. */
  readonly text: string;
  /** Of the actions that hand out a role (AssumeRole and its variants), those that the statement allows. */
  readonly actions: readonly string[];
  /** Empty where the trust is unconditional. */
  readonly conditions: readonly Condition[];
  /** With NotPrincipal: everyone but these. */
  readonly except: readonly TrustedPrincipal[];
  /** The policy has a Deny for one of these actions, which may take some of this away again. */
  readonly limitedByDeny: boolean;
}

/**
 * Who may assume a role by its trust policy: one entry per principal and Allow statement, in document order.
 * Never too few: Deny statements are only noted, and NotPrincipal counts as everyone.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function trustedPrincipals(policy: Policy): readonly TrustEntry[] {
  const denied = policy.statements.filter((statement) => statement.effect === 'Deny').flatMap(assumeActions);
  return policy.statements
    .filter((statement) => statement.effect === 'Allow')
    .flatMap((statement): readonly TrustEntry[] => {
      const actions = assumeActions(statement);
      if (actions.length === 0) return [];
      const common = {
        actions,
        conditions: statement.conditions,
        limitedByDeny: actions.some((action) => denied.includes(action)),
      };
      if (statement.notPrincipals !== undefined) {
        const except = statement.notPrincipals.map(classifyPrincipal);
        return [{ principal: { kind: 'everyone' } as const, text: '*', except, ...common }];
      }
      return (statement.principals ?? []).map((principal) => ({
        principal: classifyPrincipal(principal),
        text: principal.value,
        except: [],
        ...common,
      }));
    });
}

function assumeActions(statement: Statement): readonly string[] {
  return ASSUME_ACTIONS.filter((action) => matchesAction(statement, action));
}
