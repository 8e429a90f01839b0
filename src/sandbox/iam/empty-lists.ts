import type {
  GetSAMLProviderRequest,
  ListSAMLProvidersResponse,
  ListServerCertificatesRequest,
  ListServerCertificatesResponse,
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
