import type {
  DisablePolicyTypeRequest,
  DisablePolicyTypeResponse,
  EnablePolicyTypeRequest,
  EnablePolicyTypeResponse,
  ListRootsRequest,
  ListRootsResponse,
  Root,
} from '@aws-sdk/client-organizations';
import { PolicyType } from '@aws-sdk/client-organizations';
import { type CallContext, type Operation, SandboxError } from '../operation.ts';
import type { OrganizationState } from '../state.ts';
import type { PolicyTypeState } from '../state-of-organizations.ts';
import { rootArn } from './arns.ts';
import { policyTypeStatus } from './control-policies.ts';
import { type ControlPolicyKind, controlPolicyKind, controlPolicyKinds } from './control-policy-kinds.ts';
import { asManagementAccount, asReader, policyChangesInProgress, policyTypeNotEnabled } from './errors.ts';
import { page } from './pages.ts';
import { forgetAttachments } from './policy-targets.ts';
import { oneOf, validRootId } from './validate.ts';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListRoots.html */
export const listRoots: Operation<ListRootsRequest, ListRootsResponse> = {
  mutates: false,
  permissions: () => [{ action: 'organizations:ListRoots', resource: '*' }],
  run: (input, context) => {
    const organization = asReader(context);
    const { items, nextToken } = page(context.state, 'ListRoots', [organization.rootId], input, () =>
      rootShape(organization, context),
    );
    return { Roots: items, NextToken: nextToken };
  },
};

/** The answer comes before it is done. https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnablePolicyType.html */
export const enablePolicyType: Operation<EnablePolicyTypeRequest, EnablePolicyTypeResponse> = {
  mutates: true,
  permissions: (input, context) => onRoot('EnablePolicyType', input, context),
  run: (input, context) => {
    const organization = asManagementAccount(context);
    const kind = requestedKind(organization, input);
    if (kind === undefined || organization.featureSet !== 'ALL') throw policyTypeNotAvailable();
    const { now, timings } = context;
    const status = policyTypeStatus(organization, kind.type, now);
    if (status === 'ENABLED') {
      throw new SandboxError(
        'PolicyTypeAlreadyEnabledException',
        'The specified policy type is already enabled.',
      );
    }
    if (status !== 'absent') throw policyChangesInProgress();
    setType(organization, kind, { enabledAt: now + timings.policyType });
    return { Root: rootShape(organization, context) };
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisablePolicyType.html */
export const disablePolicyType: Operation<DisablePolicyTypeRequest, DisablePolicyTypeResponse> = {
  mutates: true,
  permissions: (input, context) => onRoot('DisablePolicyType', input, context),
  run: (input, context) => {
    const organization = asManagementAccount(context);
    const kind = requestedKind(organization, input);
    const { now, timings } = context;
    const status = kind === undefined ? 'absent' : policyTypeStatus(organization, kind.type, now);
    if (kind === undefined || status === 'absent') throw policyTypeNotEnabled();
    if (status !== 'ENABLED') throw policyChangesInProgress();
    const enabledAt = organization.policyTypes?.[kind.type]?.enabledAt ?? now;
    setType(organization, kind, { enabledAt, disabledAt: now + timings.policyType });
    forgetAttachments(organization, kind);
    return { Root: rootShape(organization, context) };
  },
};

/** Of a type that the organization's features do not allow. */
export function policyTypeNotAvailable(): SandboxError {
  return new SandboxError(
    'PolicyTypeNotAvailableForOrganizationException',
    "You can't use the specified policy type with the feature set currently enabled for this organization.",
  );
}

function onRoot(
  action: string,
  {
    RootId,
    PolicyType: type,
  }: { readonly RootId?: string | undefined; readonly PolicyType?: string | undefined },
  { state }: CallContext,
) {
  return [
    {
      action: `organizations:${action}`,
      resource: rootArn(state, RootId ?? ''),
      context: { 'organizations:PolicyType': [type ?? ''] },
    },
  ];
}

/** @throws SandboxError InvalidInputException, RootNotFoundException */
function requestedKind(
  { rootId }: OrganizationState,
  { RootId: id = '', PolicyType: type }: EnablePolicyTypeRequest,
): ControlPolicyKind | undefined {
  validRootId(id);
  oneOf(type ?? '', Object.values(PolicyType), 'INVALID_ENUM_POLICY_TYPE');
  if (id !== rootId) {
    throw new SandboxError(
      'RootNotFoundException',
      "We can't find a root with the RootId that you specified.",
    );
  }
  return controlPolicyKind(type ?? '');
}

function setType(organization: OrganizationState, { type }: ControlPolicyKind, to: PolicyTypeState): void {
  organization.policyTypes = { ...organization.policyTypes, [type]: to };
}

function rootShape(organization: OrganizationState, { state, now }: CallContext): Root {
  const types = Object.values(controlPolicyKinds).map(({ type }) => ({
    Type: type,
    Status: policyTypeStatus(organization, type, now),
  }));
  return {
    Id: organization.rootId,
    Arn: rootArn(state, organization.rootId),
    Name: 'Root',
    PolicyTypes: types.flatMap(({ Type, Status }) => (Status === 'absent' ? [] : [{ Type, Status }])),
  };
}
