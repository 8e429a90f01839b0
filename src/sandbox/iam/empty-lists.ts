import type {
  GetOpenIDConnectProviderRequest,
  GetSAMLProviderRequest,
  ListOpenIDConnectProvidersResponse,
  ListSAMLProvidersResponse,
  ListServerCertificatesRequest,
  ListServerCertificatesResponse,
  ListServiceSpecificCredentialsRequest,
  ListServiceSpecificCredentialsResponse,
  ListSigningCertificatesRequest,
  ListSigningCertificatesResponse,
  ListSSHPublicKeysRequest,
  ListSSHPublicKeysResponse,
} from '@aws-sdk/client-iam';
import { type CallContext, type Operations, SandboxError } from '../operation.ts';
import { onUserOrCaller, userOrCaller } from './caller-user.ts';
import { requireText } from './constraints.ts';
import { noSuchEntity } from './errors.ts';
import { type PageInput, type PageOutput, pageOf } from './pages.ts';
import { onAnything, operation } from './permission.ts';

type OfUser = PageInput & { readonly UserName?: string | undefined };

/** What the sandbox has none of, and cannot have: asked for nevertheless, by Terraform before it deletes a user. */
export const emptyListOperations: Operations = {
  ListSSHPublicKeys: operation<ListSSHPublicKeysRequest, ListSSHPublicKeysResponse>({
    mutates: false,
    permissions: (input, context) => onUserOrCaller('ListSSHPublicKeys', input.UserName, context),
    run: (input, context) => ({ SSHPublicKeys: [], ...noneOf(input, context) }),
  }),

  ListSigningCertificates: operation<ListSigningCertificatesRequest, ListSigningCertificatesResponse>({
    mutates: false,
    permissions: (input, context) => onUserOrCaller('ListSigningCertificates', input.UserName, context),
    run: (input, context) => ({ Certificates: [], ...noneOf(input, context) }),
  }),

  /** Without a name those of all users are meant. */
  ListServiceSpecificCredentials: operation<
    ListServiceSpecificCredentialsRequest,
    ListServiceSpecificCredentialsResponse
  >({
    mutates: false,
    permissions: (input, context) =>
      onUserOrCaller('ListServiceSpecificCredentials', input.UserName, context),
    run(input, context) {
      if (input.AllUsers !== true) noneOf({ UserName: input.UserName }, context);
      return { ServiceSpecificCredentials: [], IsTruncated: false };
    },
  }),

  ListServerCertificates: operation<ListServerCertificatesRequest, ListServerCertificatesResponse>({
    mutates: false,
    permissions: () => onAnything('ListServerCertificates'),
    run: (input) => ({ ServerCertificateMetadataList: [], ...pageOf([], String, input).page }),
  }),

  ListOpenIDConnectProviders: operation<object, ListOpenIDConnectProvidersResponse>({
    mutates: false,
    permissions: () => onAnything('ListOpenIDConnectProviders'),
    run: () => ({ OpenIDConnectProviderList: [] }),
  }),

  GetOpenIDConnectProvider: operation<GetOpenIDConnectProviderRequest, never>({
    mutates: false,
    permissions: (input) => onProvider('GetOpenIDConnectProvider', input.OpenIDConnectProviderArn),
    run(input) {
      const arn = requireText(input.OpenIDConnectProviderArn, 'openIDConnectProviderArn', arnRule);
      throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
    },
  }),

  ListSAMLProviders: operation<object, ListSAMLProvidersResponse>({
    mutates: false,
    permissions: () => onAnything('ListSAMLProviders'),
    run: () => ({ SAMLProviderList: [] }),
  }),

  GetSAMLProvider: operation<GetSAMLProviderRequest, never>({
    mutates: false,
    permissions: (input) => onProvider('GetSAMLProvider', input.SAMLProviderArn),
    run(input) {
      const arn = requireText(input.SAMLProviderArn, 'sAMLProviderArn', arnRule);
      throw noSuchEntity(`Manifest not found for arn ${arn}`);
    },
  }),

  /**
   * Central management of root access needs trusted access of IAM, which no service has.
   * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html
   */
  ListOrganizationsFeatures: operation<object, never>({
    mutates: false,
    permissions: () => onAnything('ListOrganizationsFeatures'),
    run(_input, { state, caller }) {
      if (state.organization === null) {
        throw new SandboxError(
          'OrganizationNotFoundException',
          'The account is not part of an organization.',
        );
      }
      if (caller.accountId !== state.managementAccountId) {
        throw new SandboxError(
          'AccountNotManagementOrDelegatedAdministratorException',
          'The account is not the management account or a delegated administrator for IAM.',
        );
      }
      throw new SandboxError(
        'ServiceAccessNotEnabledException',
        'Trusted access for IAM is not enabled in the organization.',
      );
    },
  }),
};

const arnRule = { min: 20, max: 2048 };

function onProvider(action: string, arn: string | undefined) {
  return [{ action: `iam:${action}`, resource: arn ?? '' }];
}

/** @throws SandboxError NoSuchEntity for a user that does not exist */
function noneOf(input: OfUser, context: CallContext): PageOutput {
  userOrCaller(input.UserName, context);
  return pageOf([], String, input).page;
}
