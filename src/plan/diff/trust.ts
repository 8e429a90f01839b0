import type { CheckId } from '../../model/checks.ts';
import { describeAtom, describeCondition } from '../../model/policy/atoms.ts';
import { type Comparison, comparePolicies } from '../../model/policy/compare.ts';
import { type Policy, type Principal, parsePolicy, type Statement } from '../../model/policy/document.ts';
import { type KnownContext, PRINCIPAL_ORGANIZATION } from '../../model/policy/known-context.ts';
import { classifyPrincipal, type TrustedPrincipal } from '../../model/policy/principal.ts';
import { withCompanionsDenied } from '../../model/policy/trust.ts';

/** Who is who, for judging whom a trust policy names. */
export interface TrustContext {
  readonly partition: string;
  /** The account of the role. */
  readonly accountId: string;
  readonly opsAccountId: string;
  readonly managementAccountId: string;
  isMember(accountId: string): boolean;
  /** What is known of every request. */
  readonly known: KnownContext;
}

/** One thing that is wrong with a trust policy. */
export interface TrustFault {
  readonly check: CheckId;
  readonly evidence: readonly string[];
  /** Of `trust-everyone`: a condition keeps out all but the accounts of the organization. */
  readonly withinOrganization?: boolean;
}

/** The intended policy without something that it demands, and the checks that report what then gets in. */
export interface RelaxedTrust {
  readonly checks: readonly CheckId[];
  readonly trust: string;
}

/** A kind of principal that is reported by a check of its own. */
type Stranger = 'trust-everyone' | 'trust-outside' | 'trust-other-client' | 'trust-deleted-principal';

const strangers: readonly Stranger[] = [
  'trust-everyone',
  'trust-outside',
  'trust-other-client',
  'trust-deleted-principal',
];

/**
 * What is wrong with the trust policy of a client's role, by meaning: first the strangers that it names, then what is
 * left of it without them. Empty where it means the same as intended.
 *
 * @param intended the policy that is wanted
 * @param whole how the one relates to the other
 * @param relaxed the wanted policy without some of what it demands, the least first
 */
export function trustFaults(
  actual: string,
  intended: string,
  whole: Comparison,
  relaxed: readonly RelaxedTrust[],
  context: TrustContext,
): readonly TrustFault[] {
  const parsed = parsePolicy(actual);
  if (!parsed.ok) return [{ check: 'trust-not-understood', evidence: [parsed.reason] }];
  if (whole.verdict === 'equal') return [];
  const faults: TrustFault[] = [];
  const denials = parsed.policy.statements.filter(({ effect }) => effect === 'Deny');
  let rest = parsed.policy;
  for (const check of strangers) {
    const named = keep(rest, (principal, statement) => strangerOf(principal, statement, context) === check);
    if (named.statements.length === 0) continue;
    // By its conditions, or by a Deny, it may let in nobody but those who should be.
    const alone = { ...named, statements: [...named.statements, ...denials] };
    const inside = check !== 'trust-deleted-principal' && isWithin(alone, intended, context);
    if (inside) continue;
    const withinOrganization = check === 'trust-everyone' && isWithinOrganization(alone, context);
    faults.push({ check, evidence: namesOf(named), ...(withinOrganization ? { withinOrganization } : {}) });
    rest = keep(rest, (principal, statement) => strangerOf(principal, statement, context) !== check);
  }
  const left = faults.length === 0 ? whole : withLackOf(whole, compare(rest, intended, context));
  if (left.verdict === 'equal') return faults;
  const evidence = wordsOf(left);
  if (left.verdict === 'narrower') return [...faults, { check: 'trust-narrower', evidence }];
  for (const { checks, trust } of relaxed) {
    const { verdict } = compare(rest, trust, context);
    // Where more may be let in, and it is not proven that it is, only an equal policy shows what the fault is.
    const isProven = verdict === 'narrower' && left.verdict !== 'not-understood';
    if (verdict === 'equal' || isProven) return [...faults, ...checks.map((check) => ({ check, evidence }))];
  }
  const check = (
    {
      broader: 'trust-broader',
      incomparable: 'trust-incomparable',
      'not-understood': 'trust-not-understood',
    } as const
  )[left.verdict];
  return [...faults, { check, evidence }];
}

/**
 * What is wrong beside the strangers: of them it is set aside whom they let in, but people in Ops may get in by the same
 * statement, so that what they lack is what the whole policy lacks.
 */
function withLackOf(whole: Comparison, rest: Comparison): Comparison {
  const isJudged = whole.verdict !== 'not-understood' || whole.extra.length > 0 || whole.missing.length > 0;
  const { verdict, extra, reasons } = rest;
  if (!isJudged || verdict === 'not-understood') return rest;
  const { missing } = whole;
  const more = verdict === 'broader' || verdict === 'incomparable';
  if (missing.length === 0) return { verdict: more ? 'broader' : 'equal', extra, missing, reasons };
  return { verdict: more ? 'incomparable' : 'narrower', extra, missing, reasons: [] };
}

/** Whether a part of a policy lets in nobody from outside the organization. */
export function isWithinOrganization(
  part: Policy,
  context: Pick<TrustContext, 'partition' | 'accountId' | 'known'>,
): boolean {
  const { organization } = context.known;
  if (organization === undefined) return false;
  const members: Policy = {
    version: '2012-10-17',
    statements: [
      {
        effect: 'Allow',
        principals: [{ type: 'AWS', value: '*' }],
        actions: ['*'],
        conditions: [
          {
            operator: 'StringEquals',
            ifExists: false,
            key: PRINCIPAL_ORGANIZATION,
            values: [organization.id],
          },
        ],
      },
    ],
  };
  const { partition, accountId, known } = context;
  const { verdict } = comparePolicies(withCompanionsDenied(part), members, {
    kind: 'trust',
    partition,
    accountId,
    known,
  });
  return verdict === 'equal' || verdict === 'narrower';
}

/** Whether a part of a policy lets in nobody whom the intended one does not. */
function isWithin(part: Policy, intended: string, context: TrustContext): boolean {
  const { verdict } = compare(part, intended, context);
  return verdict === 'equal' || verdict === 'narrower';
}

function compare(actual: Policy, intended: string, context: TrustContext): Comparison {
  const { partition, accountId, known } = context;
  return comparePolicies(withCompanionsDenied(actual), intended, {
    kind: 'trust',
    partition,
    accountId,
    known,
  });
}

function strangerOf(
  principal: Principal | null,
  statement: Statement,
  context: TrustContext,
): Stranger | null {
  if (statement.effect === 'Deny') return null;
  // NotPrincipal in an Allow is everyone but some.
  if (principal === null) return 'trust-everyone';
  const trusted = classifyPrincipal(principal);
  switch (trusted.kind) {
    case 'everyone':
      return 'trust-everyone';
    case 'service':
    case 'federated':
      return 'trust-outside';
    case 'deleted':
      return 'trust-deleted-principal';
    case 'unknown':
      return null;
    default:
      return strangerAccount(trusted, context);
  }
}

function strangerAccount(
  { accountId }: Extract<TrustedPrincipal, { readonly accountId: string }>,
  context: TrustContext,
): Stranger | null {
  if (accountId === context.opsAccountId || accountId === context.accountId) return null;
  if (accountId === context.managementAccountId) return null;
  return context.isMember(accountId) ? 'trust-other-client' : 'trust-outside';
}

/** The policy with those principals only for which `wanted` says so; statements that are left with none go. */
function keep(
  policy: Policy,
  wanted: (principal: Principal | null, statement: Statement) => boolean,
): Policy {
  const statements = policy.statements.flatMap((statement): readonly Statement[] => {
    if (statement.notPrincipals !== undefined) return wanted(null, statement) ? [statement] : [];
    const principals = (statement.principals ?? []).filter((principal) => wanted(principal, statement));
    return principals.length > 0 ? [{ ...statement, principals }] : [];
  });
  return { ...policy, statements };
}

function namesOf(policy: Policy): readonly string[] {
  const names = policy.statements.flatMap(({ principals, notPrincipals, conditions }) => {
    const limits = conditions.length === 0 ? '' : ` if ${conditions.map(describeCondition).join(' and ')}`;
    const named = notPrincipals
      ? [`everyone except ${notPrincipals.map(({ value }) => value).join(', ')}`]
      : (principals ?? []).map(({ type, value }) => (type === 'AWS' ? value : `${type} ${value}`));
    return named.map((name) => `${name}${limits}`);
  });
  return [...new Set(names)].map((name) => `the trust policy names ${name}`);
}

/** What a policy allows beside what is intended, what it lacks, and what is not understood; one a line. */
export function wordsOf({ extra, missing, reasons }: Comparison): readonly string[] {
  return [
    ...extra.slice(0, 5).map((atom) => `allows: ${describeAtom(atom)}`),
    ...missing.slice(0, 5).map((atom) => `lacks: ${describeAtom(atom)}`),
    ...reasons,
  ];
}
