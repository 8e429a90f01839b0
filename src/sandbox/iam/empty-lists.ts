import type {
  AddClientIDToOpenIDConnectProviderRequest,
  GetOpenIDConnectProviderRequest,
  GetSAMLProviderRequest,
  ListOpenIDConnectProvidersResponse,
  ListSAMLProvidersResponse,
  ListServerCertificatesRequest,
  ListServerCertificatesResponse,
  UpdateOpenIDConnectProviderThumbprintRequest,
} from '@aws-sdk/client-iam';
import type { Operations } from '../operation.ts';
import { requireText } from './constraints.ts';
import { noSuchEntity } from './errors.ts';
import { pageOf } from './pages.ts';
import { onAnything, operation } from './permission.ts';

/** What the sandbox has none of, and cannot have: asked for nevertheless, by Terraform. */
export const emptyListOperations: Operations = {
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
