import { type CallContext, type Operation, type Operations, SandboxError } from '../operation.ts';
import { isDelegatedFor } from '../organizations/delegated-administrators.ts';
import { memberOf } from '../organizations/members.ts';
import { hasTrustedAccess } from '../organizations/trusted-access.ts';
import type { OrganizationState } from '../state.ts';
import type { RootFeature } from '../state-of-organizations.ts';
import { onAnything, operation } from './permission.ts';

const service = 'iam.amazonaws.com';

interface Features {
  readonly OrganizationId: string;
  readonly EnabledFeatures: RootFeature[];
}

/** Central root access. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html */
export const organizationsFeatureOperations: Operations = {
  ListOrganizationsFeatures: operation<object, Features>({
    mutates: false,
    permissions: () => onAnything('ListOrganizationsFeatures'),
    run: (_input, context) => featuresOf(manageable(context)),
  }),

  EnableOrganizationsRootCredentialsManagement: switching('Enable', 'RootCredentialsManagement'),
  DisableOrganizationsRootCredentialsManagement: switching('Disable', 'RootCredentialsManagement'),
  EnableOrganizationsRootSessions: switching('Enable', 'RootSessions'),
  DisableOrganizationsRootSessions: switching('Disable', 'RootSessions'),
};

function switching(verb: 'Enable' | 'Disable', feature: RootFeature): Operation<object, Features> {
  return operation({
    mutates: true,
    permissions: () => onAnything(`${verb}Organizations${feature}`),
    run(_input, context) {
      const organization = manageable(context);
      const { caller, state } = context;
      if (verb === 'Enable' && caller.accountId !== state.managementAccountId) {
        throw new SandboxError(
          'CallerIsNotManagementAccountException',
          'Only the management account can enable this feature.',
        );
      }
      const others = (organization.rootFeatures ?? []).filter((name) => name !== feature);
      organization.rootFeatures = verb === 'Enable' ? [...others, feature].sort() : others;
      return featuresOf(organization);
    },
  });
}

function featuresOf({ id, rootFeatures = [] }: OrganizationState): Features {
  return { OrganizationId: id, EnabledFeatures: [...rootFeatures] };
}

/** Whether an account may manage root access of others: the management account, or IAM's delegated administrator. */
export function managesRootAccess({ state, caller }: CallContext, organization: OrganizationState): boolean {
  const { accountId } = caller;
  return accountId === state.managementAccountId || isDelegatedFor(organization, accountId, service);
}

/** Whether a feature is in force: enabled, with the service's access to the organization. */
export function hasRootFeature(organization: OrganizationState, feature: RootFeature): boolean {
  return hasTrustedAccess(organization, service) && (organization.rootFeatures ?? []).includes(feature);
}

/**
 * The organization whose root access the caller manages.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html
 *
 * @throws SandboxError OrganizationNotFound, AccountNotManagementOrDelegatedAdministrator,
 *   OrganizationNotInAllFeaturesMode, ServiceAccessNotEnabled
 */
function manageable(context: CallContext): OrganizationState {
  const { state, caller } = context;
  const { organization } = state;
  if (organization === null || memberOf(state, caller.accountId) === undefined) {
    throw new SandboxError('OrganizationNotFoundException', 'The account is not part of an organization.');
  }
  if (!managesRootAccess(context, organization)) {
    throw new SandboxError(
      'AccountNotManagementOrDelegatedAdministratorException',
      'The account is not the management account or a delegated administrator for IAM.',
    );
  }
  if (organization.featureSet !== 'ALL') {
    throw new SandboxError(
      'OrganizationNotInAllFeaturesModeException',
      'The organization does not have all features enabled.',
    );
  }
  if (!hasTrustedAccess(organization, service)) {
    throw new SandboxError(
      'ServiceAccessNotEnabledException',
      'Trusted access for IAM is not enabled in the organization.',
    );
  }
  return organization;
}
