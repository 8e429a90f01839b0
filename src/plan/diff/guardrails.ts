import type { CheckId } from '../../model/checks.ts';
import {
  type ControlPolicy,
  type ControlPolicyType,
  policyTypeWords,
  controlPolicyTypes as types,
} from '../../model/control-policies.ts';
import { documentOfStatements, guardrailPolicyNames } from '../../model/guardrails/policies.ts';
import type { GuardrailName } from '../../model/guardrails.ts';
import type { StatementDocument } from '../../model/policy/document.ts';
import type { Change } from '../change.ts';
import type { Difference, Repair } from '../difference.ts';
import {
  deniesMore,
  guardrailChanges,
  notHeld,
  statementsOf,
  trimmingChange,
} from '../guardrail-documents.ts';
import {
  type GuardrailState,
  guardrailStates,
  hasEffect,
  type PolicyState,
  sidsOf,
} from '../guardrail-states.ts';
import { type DiffContext, difference, notAudited, organizationPlace, whereUnit } from './context.ts';
import { fullAccessDifferences } from './full-access.ts';
import { shortList } from './words.ts';

/** What somebody can do where it is not enforced. */
const without: Readonly<Record<GuardrailName, string>> = {
  leave: 'an administrator of an account can take the account out of the organization or close it',
  'root-user': 'root users can do everything',
  roles: 'an administrator of an account can change the roles that diverst made, and the access role',
  lateral: 'a session in one account can assume roles of other accounts',
  outsiders: 'accounts outside the organization can assume every role that trusts them',
  mfa: 'people can assume roles without MFA, by an access key alone',
  people: 'an administrator of an account can create IAM users and access keys',
  federation: 'an administrator of an account can add identity providers',
};

/**
 * Whether AWS enforces the guardrails that are wanted, whoever wrote the policies that do: attached to the root or to
 * the OU, since what is attached further below does not hold for all accounts.
 */
export function guardrailDifferences(context: DiffContext): readonly Difference[] {
  const { snapshot, structure } = context;
  const { controlPolicies: reading } = snapshot;
  if (structure.guardrails === null || reading.kind === 'not-asked') return [];
  if (reading.kind === 'unread')
    return [
      notAudited(reading, {
        subject: 'guardrails',
        place: organizationPlace(context),
        message: 'diverst could not read the policies of the organization',
        ifDenied: [
          'allow your identity organizations:ListRoots, organizations:ListPolicies, organizations:DescribePolicy, organizations:ListTargetsForPolicy and organizations:ListPoliciesForTarget',
          'or turn these checks off in diverst.config.yaml: guardrails: false',
        ],
      }),
    ];
  // Without all features there are no such policies, which is reported as what it is.
  if (snapshot.featureSet !== 'ALL') return [];
  const { policies, problems } = guardrailStates(context);
  if (problems.length > 0) return [misconfigured(problems, context)];
  const active = types.filter((type) => hasEffect(type, reading.types));
  return [
    ...types
      .filter((type) => !active.includes(type) && policies.some(({ wanted }) => wanted.type === type))
      .map((type) => disabled(type, policies, context)),
    ...policies.flatMap((policy) => ofPolicy(policy, context)),
    ...policies
      .filter(({ wanted }) => active.includes(wanted.type))
      .flatMap((policy) => broader(policy, context)),
    ...leftOver(policies, active, context),
    ...fullAccessDifferences(context),
  ];
}

function misconfigured(problems: readonly string[], context: DiffContext): Difference {
  return difference({
    check: 'not-audited',
    subject: 'guardrails',
    place: organizationPlace(context),
    message: 'diverst cannot check the guardrails because their configuration is wrong',
    expected: 'a valid configuration of guardrails',
    actual: problems.join('; '),
    evidence: problems,
    fix: ['correct guardrails in diverst.config.yaml'],
  });
}

/**
 * Guardrails that the finding of a disabled type speaks for, each by itself, so that one can be asked for by its name
 * before the others. Where a policy of diverst exists already, it is attached as a whole.
 */
export function guardrailsOfDisabledTypes(context: DiffContext): readonly Difference[] {
  const { featureSet } = context.snapshot;
  if (featureSet !== 'ALL') return [];
  return guardrailStates(context).policies.flatMap((policy): readonly Difference[] => {
    const { wanted, unit, own, guardrails } = policy;
    if (unit === null || own !== null) return [];
    const enable: Change = { kind: 'enable-policy-type', type: wanted.type };
    return guardrails
      .filter(({ enforcement }) => enforcement === 'off')
      .map((guardrail) => {
        const found = lacking('guardrail-missing', policy, guardrail, context);
        return { ...found, repair: [...repairs([enable]), ...found.repair] };
      });
  });
}

/** One finding for everything that does not hold because of it. */
function disabled(
  type: ControlPolicyType,
  policies: readonly PolicyState[],
  context: DiffContext,
): Difference {
  const ofType = policies.filter(({ wanted }) => wanted.type === type);
  const own = ofType.flatMap((policy) => policy.own ?? []);
  const changes: readonly Change[] = [
    { kind: 'enable-policy-type', type },
    ...ofType
      .filter(({ unit }) => unit !== null)
      .flatMap((policy) => guardrailChanges(policy, notHeld(policy), labelOf(policy, context))),
  ];
  return difference({
    check: 'policy-type-disabled',
    subject: type,
    place: organizationPlace(context),
    // Somebody had them, and disabled the type since: AWS then forgets what was attached.
    ...(own.length > 0 ? { severity: 'high' } : {}),
    message: `${policyTypeWords[type].plural} are not enabled in the organization, so AWS does not enforce ${shortList(namesOf(ofType))}`,
    expected: 'ENABLED',
    actual: 'not enabled',
    evidence: own.map(({ name }) => `the policy ${name} exists, but AWS does not enforce it`),
    repair: repairs(changes),
    fix: own.length > 0 ? [] : oneAtATime(ofType),
  });
}

/** How to begin with a part of what the type would bring. */
function oneAtATime(policies: readonly PolicyState[]): readonly string[] {
  const ready = policies.filter(({ unit }) => unit !== null);
  const [first] = ready.flatMap(({ wanted, guardrails }) =>
    wanted.unit === 'environments' ? guardrails : [],
  );
  if (first === undefined || namesOf(ready).length < 2) return [];
  return [`enforce one guardrail at a time: diverst org repair --only guardrail-missing:${first.name}`];
}

function namesOf(policies: readonly PolicyState[]): readonly string[] {
  return [...new Set(policies.flatMap(({ guardrails }) => guardrails.map(({ name }) => name)))];
}

function ofPolicy(policy: PolicyState, context: DiffContext): readonly Difference[] {
  if (policy.unit === null) return [];
  const detached = policy.guardrails.filter(({ enforcement }) => enforcement === 'detached');
  return [
    ...(detached.length === 0 ? [] : [detachedPolicy(policy, detached, context)]),
    ...policy.guardrails.flatMap((guardrail): readonly Difference[] => {
      if (guardrail.enforcement === 'missing')
        return [lacking('guardrail-missing', policy, guardrail, context)];
      if (guardrail.enforcement === 'weaker')
        return [lacking('guardrail-weaker', policy, guardrail, context)];
      return [];
    }),
  ];
}

function lacking(
  check: Extract<CheckId, 'guardrail-missing' | 'guardrail-weaker'>,
  policy: PolicyState,
  { name, statements, lacking: sids, reasons }: GuardrailState,
  context: DiffContext,
): Difference {
  const { wanted, own } = policy;
  const unit = labelOf(policy, context);
  const wantedStatements = statements.filter(({ Sid = '' }) => sids.includes(Sid));
  const held = heldOf(own?.document ?? null, sids);
  const isPart = sids.length < statements.length;
  return difference({
    check,
    subject: wanted.unit === 'environments' ? name : `${name}@${context.structure.units.users}`,
    place: organizationPlace(context),
    message:
      check === 'guardrail-missing'
        ? `AWS does not enforce the guardrail ${name} in ${unit}: ${without[name]}`
        : `the policies in ${unit} deny less than the guardrail ${name} requires`,
    expected: documentOfStatements(wantedStatements),
    actual: held.length === 0 ? null : documentOfStatements(held),
    evidence: [
      ...(check === 'guardrail-weaker' ? [`at least in part: ${without[name]}`] : []),
      ...(isPart ? [`statements that AWS does not enforce in full: ${sids.join(', ')}`] : []),
      ...reasons.map((reason) => `diverst does not understand: ${reason}`),
    ],
    repair: repairs(guardrailChanges(policy, [name], unit)),
    fix: own !== null && statementsOf(own.document) === null ? [notUnderstood(own.name)] : [],
  });
}

/** What the own policy has under the names of statements. */
function heldOf(document: string | null, sids: readonly string[]): readonly StatementDocument[] {
  return (document === null ? [] : (statementsOf(document) ?? [])).filter(
    ({ Sid }) => Sid !== undefined && sids.includes(Sid),
  );
}

function detachedPolicy(
  policy: PolicyState,
  guardrails: readonly GuardrailState[],
  context: DiffContext,
): Difference {
  const { wanted, own } = policy;
  const unit = labelOf(policy, context);
  const targets = (own?.targets ?? []).map((id) => targetName(id, context));
  const accounts = (own?.targets ?? []).flatMap((id) => context.byId.get(id) ?? []);
  // Somebody tries it in single accounts first; otherwise it was attached, and somebody took it away.
  const isTried = accounts.length > 0 && accounts.length === targets.length;
  const tried = shortList(accounts.map(context.labelOf));
  return difference({
    check: 'guardrail-detached',
    subject: subjectOf(policy),
    place: organizationPlace(context),
    ...(isTried ? { severity: 'medium' as const } : {}),
    message: `the ${policyTypeWords[wanted.type].short} ${wanted.name} is not attached to ${unit}, so AWS does not enforce ${shortList(guardrails.map(({ name }) => name))} there`,
    expected: `attached to ${unit}`,
    actual: targets.length === 0 ? 'not attached' : `attached to ${shortList(targets)}`,
    evidence: [
      ...guardrails.map(({ name }) => without[name]),
      ...(isTried ? [`AWS already enforces the policy in ${tried}`] : []),
    ],
    repair: repairs(guardrailChanges(policy, [], unit)),
    fix: isTried && own !== null ? [`end the trial: ${detachCommand(own)}`] : [],
  });
}

/** What the own policy denies and nobody asked for: something that works elsewhere may fail by it. */
function broader(policy: PolicyState, context: DiffContext): readonly Difference[] {
  const { wanted, own } = policy;
  if (own === null || own.targets.length === 0) return [];
  const statements = statementsOf(own.document);
  const more = statements?.filter((one) => deniesMore(one, wanted)) ?? [];
  if (statements !== null && more.length === 0) return [];
  const change = trimmingChange(policy);
  const known = wanted.guardrails.filter((one) => more.some(({ Sid = '' }) => sidsOf(one).includes(Sid)));
  return [
    difference({
      check: 'guardrail-broader',
      subject: subjectOf(policy),
      place: organizationPlace(context),
      message: `the ${policyTypeWords[wanted.type].short} ${own.name} denies more than the enabled guardrails`,
      expected: known.length === 0 ? null : documentOfStatements(known.flatMap((one) => one.statements)),
      actual: more.length === 0 ? own.document : documentOfStatements(more),
      evidence: more.map(({ Sid }) => (Sid === undefined ? 'a statement without a Sid' : `statement ${Sid}`)),
      repair: change === null ? [] : [{ change, consent: true }],
      fix: change === null ? [notUnderstood(own.name)] : ['move what you need into a policy of another name'],
    }),
  ];
}

/** Policies by the names of this program where no guardrail is wanted any more. AWS takes no policy without a statement. */
function leftOver(
  policies: readonly PolicyState[],
  active: readonly ControlPolicyType[],
  context: DiffContext,
): readonly Difference[] {
  const { controlPolicies: reading } = context.snapshot;
  if (reading.kind !== 'read') return [];
  return reading.policies
    .filter(
      ({ name, type, targets }) =>
        guardrailPolicyNames.includes(name) &&
        active.includes(type) &&
        targets.length > 0 &&
        !policies.some(({ wanted }) => wanted.name === name && wanted.type === type),
    )
    .map((own) =>
      difference({
        check: 'guardrail-broader',
        subject: `${own.name}/${policyTypeWords[own.type].short}`,
        place: organizationPlace(context),
        message: `the ${policyTypeWords[own.type].short} ${own.name} is attached, but none of its guardrails is enabled in the configuration`,
        expected: null,
        actual: own.document,
        evidence: own.targets.map((id) => `attached to ${targetName(id, context)}`),
        fix: [
          `detach the policy in the management account: ${detachCommand(own)}`,
          'or enable its guardrails again under guardrails.enabled in diverst.config.yaml',
        ],
      }),
    );
}

/** From all that it is attached to, in one line to paste. */
function detachCommand({ id, targets }: ControlPolicy): string {
  return targets
    .map((target) => `aws organizations detach-policy --policy-id ${id} --target-id ${target}`)
    .join(' && ');
}

function subjectOf({ wanted }: PolicyState): string {
  return `${wanted.name}/${policyTypeWords[wanted.type].short}`;
}

function labelOf({ wanted }: PolicyState, { structure }: DiffContext): string {
  return structure.units[wanted.unit];
}

/** A root, OU or account, for people. */
function targetName(id: string, context: DiffContext): string {
  const account = context.byId.get(id);
  return account ? `account ${context.labelOf(account)}` : whereUnit(context, id);
}

function repairs(changes: readonly Change[]): readonly Repair[] {
  return changes.map((change) => ({ change, consent: false }));
}

function notUnderstood(name: string): string {
  return `correct the policy ${name} yourself, or rename it: diverst does not understand the document, and would overwrite its content`;
}
