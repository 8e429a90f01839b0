import type {
  AddClientIDToOpenIDConnectProviderRequest,
  GetOpenIDConnectProviderRequest,
  GetSAMLProviderRequest,
  ListOpenIDConnectProvidersResponse,
  ListSAMLProvidersResponse,
  ListServerCertificatesRequest,
  ListServerCertificatesResponse,
  ListServiceSpecificCredentialsRequest,
  ListServiceSpecificCredentialsResponse,
  ListSSHPublicKeysRequest,
  ListSSHPublicKeysResponse,
  UpdateOpenIDConnectProviderThumbprintRequest,
} from '@aws-sdk/client-iam';
import type { CallContext, Operations } from '../operation.ts';
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
    run: noProvider,
  }),

  AddClientIDToOpenIDConnectProvider: operation<AddClientIDToOpenIDConnectProviderRequest, never>({
    mutates: true,
    permissions: (input) => onProvider('AddClientIDToOpenIDConnectProvider', input.OpenIDConnectProviderArn),
    run: noProvider,
  }),

  UpdateOpenIDConnectProviderThumbprint: operation<UpdateOpenIDConnectProviderThumbprintRequest, never>({
    mutates: true,
    permissions: (input) =>
      onProvider('UpdateOpenIDConnectProviderThumbprint', input.OpenIDConnectProviderArn),
    run: noProvider,
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
};

const arnRule = { min: 20, max: 2048 };

function onProvider(action: string, arn: string | undefined) {
  return [{ action: `iam:${action}`, resource: arn ?? '' }];
}

function noProvider(input: GetOpenIDConnectProviderRequest): never {
  const arn = requireText(input.OpenIDConnectProviderArn, 'openIDConnectProviderArn', arnRule);
  throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
}

/** @throws SandboxError NoSuchEntity for a user that does not exist */
function noneOf(input: OfUser, context: CallContext): PageOutput {
  userOrCaller(input.UserName, context);
  return pageOf([], String, input).page;
}
