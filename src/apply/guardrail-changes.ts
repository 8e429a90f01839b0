import { gaveUp, poll, untilItShows, type WaitOptions } from '../access/waiting.ts';
import { waits } from '../access/waits.ts';
import type { PoliciesApi } from '../aws/api.ts';
import { hasCode } from '../aws/errors/aws-error.ts';
import { type ControlPolicyType, fullAccessPolicyId } from '../model/control-policies.ts';
import { Failure } from '../model/failure.ts';
import type { KindIn } from '../plan/changes/table.ts';
import { isSameDocument } from '../plan/control-policy-text.ts';
import type { PolicyTarget } from '../plan/shapes/organization.ts';
import { pathOfPlace } from '../plan/unit-path.ts';
import { changedMeanwhile } from './change-role.ts';
import type { Executors } from './ledger.ts';
import type { OrganizationState } from './organization-state.ts';

interface Tools {
  readonly run: OrganizationState;
}

/*
 * The guardrails of the organization. Each change looks at what is there first, and is unchanged where that is enough.
 * What is attached is in force some time later: nothing here relies on it.
 */
export const guardrailExecutors: Executors<KindIn<'guardrails'>, Tools> = {
  'enable-policy-type': async ({ type }, { run }, { wrote }) => {
    const { aws, wait } = run.context;
    const look = () => aws.organizations.root();
    const { id, types } = await look();
    if (types[type] === 'ENABLED') return { applied: false };
    const isAsked = types[type] === 'PENDING_ENABLE';
    const applied = !isAsked && (await whenIdle(wait, () => aws.policies.enableType(id, type)));
    if (applied) wrote();
    const isEnabled = async () => ((await look()).types[type] === 'ENABLED' ? true : null);
    const until = wait.clock.now() + waits.policies;
    const enabled = await poll(wait, { ...pace, onlyReads: true }, isEnabled, until);
    if (!enabled)
      throw gaveUp(
        wait,
        'AWS to enable a type of policies',
        'AWS accepted the request, but has not enabled the type yet.',
      );
    return { applied };
  },

  'create-control-policy': async ({ type, name, document }, { run }, { wrote }) => {
    const { aws, wait } = run.context;
    const wanted = withId(document, run);
    const held = await findDocument(aws.policies, type, name);
    if (held !== null) return unlessOther(name, held, wanted, false);
    // Which ones it holds changes later, and an update leaves the description alone.
    const description = 'Guardrails of diverst';
    const tags = { 'diverst:managed-by': 'diverst' };
    const input = { type, name, document: wanted, description, tags };
    try {
      await whenIdle(wait, () => aws.policies.createPolicy(input));
      return { applied: true };
    } catch (error) {
      if (!hasCode(error, 'DuplicatePolicyException')) throw error;
      if (error.afterDoubt) wrote();
      const shown = await untilSeen(wait, () => findDocument(aws.policies, type, name));
      if (shown === null) throw error;
      return unlessOther(name, shown, wanted, error.afterDoubt);
    }
  },

  'update-control-policy': async ({ name, id, document, replaces }, { run }) => {
    const { aws, wait } = run.context;
    const held = await aws.policies.documentOf(id);
    if (held === null) throw gonePolicy(name);
    if (isSameDocument(held, document)) return { applied: false };
    if (!isSameDocument(held, replaces)) throw changedMeanwhile(`the policy ${name}`, held);
    await whenIdle(wait, () => aws.policies.updatePolicy(id, document));
    return { applied: true };
  },

  'attach-control-policy': async ({ type, name, document, target }, { run }) => {
    const { aws, wait } = run.context;
    const wanted = withId(document, run);
    // What this run has just made or written may not show at once.
    let held: string | null = null;
    const policyId = await untilSeen(wait, async () => {
      const id = await findPolicy(aws.policies, type, name);
      held = id === null ? null : await aws.policies.documentOf(id);
      return held !== null && isSameDocument(held, wanted) ? id : null;
    });
    if (policyId === null)
      throw held === null ? gonePolicy(name) : changedMeanwhile(`the policy ${name}`, held);
    return { applied: await attach(run, policyId, type, target) };
  },

  'attach-full-access': async ({ target }, { run }) => ({
    applied: await attach(run, fullAccessPolicyId, 'SERVICE_CONTROL_POLICY', target),
  }),
};

const pace = { first: 500, longest: 4_000 };

async function attach(
  run: OrganizationState,
  policyId: string,
  type: ControlPolicyType,
  { id, label }: PolicyTarget,
): Promise<boolean> {
  const { aws, wait, structure } = run.context;
  const targetId = id ?? (await run.units.idOf(pathOfPlace(structure, label)));
  // An OU, a policy, or the type itself may be a moment old.
  const unseen = ['TargetNotFoundException', 'PolicyNotFoundException'];
  const attached = await untilItShows(wait, () => aws.policies.attachedTo(targetId, type), unseen);
  if (attached.includes(policyId)) return false;
  return whenIdle(wait, () => aws.policies.attachPolicy(policyId, targetId), [
    ...unseen,
    'PolicyTypeNotEnabledException',
  ]);
}

/** Organizations refuses changes of policies while it is busy with another one. */
function whenIdle<T>(
  wait: WaitOptions,
  attempt: () => Promise<T>,
  codes: readonly string[] = [],
): Promise<T> {
  return untilItShows(wait, attempt, ['PolicyChangesInProgressException', ...codes], waits.policies);
}

function untilSeen<T>(wait: WaitOptions, look: () => Promise<T | null>): Promise<T | null> {
  return poll(wait, { ...pace, onlyReads: true }, look, wait.clock.now() + waits.written);
}

/** The id of the policy; names are unique within a type. */
async function findPolicy(
  policies: PoliciesApi,
  type: ControlPolicyType,
  name: string,
): Promise<string | null> {
  const all = await policies.listPolicies(type);
  return all.find((one) => one.name === name)?.id ?? null;
}

async function findDocument(
  policies: PoliciesApi,
  type: ControlPolicyType,
  name: string,
): Promise<string | null> {
  const id = await findPolicy(policies, type, name);
  return id === null ? null : policies.documentOf(id);
}

/** @throws Failure where the policy of that name holds anything else */
function unlessOther(
  name: string,
  held: string,
  wanted: string,
  applied: boolean,
): { readonly applied: boolean } {
  if (!isSameDocument(held, wanted)) throw changedMeanwhile(`the policy ${name}`, held);
  return { applied };
}

/** A document that was planned before there was an organization. */
function withId(document: string, { organizationId }: OrganizationState): string {
  return organizationId === null ? document : document.replaceAll('{organizationId}', organizationId);
}

function gonePolicy(name: string): Failure {
  return new Failure('failed', {
    what: `cannot change policy ${name}: it no longer exists`,
    why: 'The policy was deleted after diverst read it. diverst did not create it again.',
    fix: ['audit the organization again: diverst org audit'],
  });
}
