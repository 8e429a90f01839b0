import { effectiveDocument } from '../iam/documents.ts';
import { entry } from '../iam/records.ts';
import { linkedPath } from '../iam/service-linked-guard.ts';
import type { Permission } from '../operation.ts';
import { controlPolicyKinds } from '../organizations/control-policy-kinds.ts';
import type { SandboxState } from '../state.ts';
import type { AttachmentState, ControlPolicyType } from '../state-of-organizations.ts';
import { evaluateAll } from './evaluate-policies.ts';
import { accountAncestry } from './organization-path.ts';
import type { AccessRequest, Decision, Principal } from './request.ts';

/** The documents that apply at one level: the account itself, an OU above it or the root. */
type Level = readonly string[];

/** What the organization has to say of a request, beside whatever the accounts' own policies say. */
export interface ControlPolicies {
  /** Of the account that calls. */
  readonly service: readonly Level[];
  /** Of the account that the request is about. */
  readonly resource: readonly Level[];
}

/**
 * Services of which resource control policies know actions, as far as the sandbox answers them.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services
 */
const resourceControlled = new Set(['s3', 'sts']);

/**
 * The control policies that have a say in a request; null where there are none, as in most organizations.
 *
 * @param now epoch milliseconds
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
 */
export function controlPoliciesFor(
  state: SandboxState,
  { accountId, arn }: Pick<Principal, 'accountId' | 'arn'>,
  { action, resource, resourcePolicy }: Permission,
  now: number,
): ControlPolicies | null {
  if (state.organization?.attachments === undefined || arn.includes(`:role${linkedPath}`)) return null;
  // A bucket's ARN does not say whose it is.
  const about = resourcePolicy?.accountId ?? resource.split(':')[4] ?? '';
  const isControlled = resourceControlled.has(action.split(':')[0] ?? '');
  const service = levelsOf(state, accountId, 'SERVICE_CONTROL_POLICY', now);
  const ofResource = isControlled ? levelsOf(state, about, 'RESOURCE_CONTROL_POLICY', now) : [];
  return service.length + ofResource.length === 0 ? null : { service, resource: ofResource };
}

/** @returns undefined where no control policy is in the way */
export function refusalByControls(
  { service, resource }: ControlPolicies,
  request: AccessRequest,
): Decision | undefined {
  const sides = [
    { name: 'service control policy', levels: service },
    { name: 'resource control policy', levels: resource },
  ].map(({ name, levels }) => ({ name, results: levels.map((level) => evaluateAll(level, request)) }));
  // A deny at any level decides, whatever another level does not allow.
  for (const { name, results } of sides) {
    if (results.some(({ denies }) => denies)) {
      return {
        allowed: false,
        reason: `with an explicit deny in a ${name}`,
        explicit: true,
        byControl: true,
      };
    }
  }
  for (const { name, results } of sides) {
    if (results.some(({ allows }) => !allows)) {
      const reason = `no ${name} allows the ${request.action} action`;
      return { allowed: false, reason, byControl: true };
    }
  }
  return undefined;
}

/**
 * The levels above a member account at which anything but AWS's own policy, which allows everything, is attached or
 * that one is not. Where a type is not enabled, nothing of it is attached.
 */
function levelsOf(state: SandboxState, accountId: string, type: ControlPolicyType, now: number): Level[] {
  const { organization } = state;
  if (organization === null || accountId === state.managementAccountId) return [];
  const { managed } = controlPolicyKinds[type];
  return accountAncestry(state, accountId).flatMap((targetId) => {
    const records = entry(organization.attachments ?? {}, targetId);
    if (records === undefined) return [];
    const own = Object.entries(records).flatMap(([policyId, record]) => {
      const policy = entry(organization.policies ?? {}, policyId);
      return policy?.type === type && isSeen(record, now)
        ? [effectiveDocument(policy.content, now) ?? '']
        : [];
    });
    const record = records[managed.id];
    const isFull = record === undefined || isSeen(record, now);
    if (isFull && own.length === 0) return [];
    return [isFull ? [managed.document, ...own] : own];
  });
}

/** Whether authorization sees the policy as attached. */
function isSeen({ isAttached, effectiveAt }: AttachmentState, now: number): boolean {
  return now >= effectiveAt ? isAttached : !isAttached;
}
