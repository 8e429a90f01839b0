import type {
  ListAWSServiceAccessForOrganizationRequest,
  ListAWSServiceAccessForOrganizationResponse,
  ListDelegatedServicesForAccountRequest,
} from '@aws-sdk/client-organizations';
import { type Operation, SandboxError } from '../operation.ts';
import { accountArn } from './arns.ts';
import { asManagementAccount } from './errors.ts';
import { page } from './pages.ts';
import { accountOf } from './shapes.ts';
import { validAccountId } from './validate.ts';

/**
 * No service has trusted access. Terraform asks before it reads anything of an organization.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAWSServiceAccessForOrganization.html
 */
export const listAwsServiceAccess: Operation<
  ListAWSServiceAccessForOrganizationRequest,
  ListAWSServiceAccessForOrganizationResponse
> = {
  mutates: false,
  permissions: () => [{ action: 'organizations:ListAWSServiceAccessForOrganization', resource: '*' }],
  run: (input, context) => {
    asManagementAccount(context);
    const { nextToken } = page(
      context.state,
      'ListAWSServiceAccessForOrganization',
      [],
      input,
      (id: string) => id,
    );
    return { EnabledServicePrincipals: [], NextToken: nextToken };
  },
};

/**
 * No account is a delegated administrator.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedServicesForAccount.html
 */
export const listDelegatedServicesForAccount: Operation<ListDelegatedServicesForAccountRequest, never> = {
  mutates: false,
  permissions: ({ AccountId }, { state }) => [
    { action: 'organizations:ListDelegatedServicesForAccount', resource: accountArn(state, AccountId ?? '') },
  ],
  run: ({ AccountId: id = '' }, context) => {
    asManagementAccount(context);
    validAccountId(id);
    accountOf(context.state, id);
    throw new SandboxError(
      'AccountNotRegisteredException',
      'The specified account is not a delegated administrator.',
    );
  },
};
