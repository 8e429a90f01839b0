import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { iamApi } from '../../../src/aws/iam.ts';
import { answer, sending } from './sending.ts';

const sdkClient = new IAMClient({ region: 'us-east-1' });
const client = mockClient(sdkClient);
const api = iamApi(sdkClient, sending);
beforeEach(() => client.reset());

const arn = 'arn:aws:iam::111122223333:oidc-provider/example.com/oidc';

describe('an OIDC provider', () => {
  it('is read by its ARN, with the scheme that IAM leaves out', async () => {
    client
      .on(GetOpenIDConnectProviderCommand)
      .resolves({ Url: 'example.com/oidc', ClientIDList: ['a', 'b'] });
    const found = { arn, issuer: 'https://example.com/oidc', audiences: ['a', 'b'] };
    expect(await api.getProvider(arn)).toEqual(found);
    client.on(GetOpenIDConnectProviderCommand).resolves({});
    expect(await api.getProvider(arn)).toEqual({ ...found, audiences: [] });
  });

  it('is null where there is none, and nothing else is', async () => {
    client.on(GetOpenIDConnectProviderCommand).rejects(answer('NoSuchEntityException', 404));
    expect(await api.getProvider(arn)).toBeNull();
    client.on(GetOpenIDConnectProviderCommand).rejects(answer('AccessDenied', 403));
    await expect(api.getProvider(arn)).rejects.toMatchObject({ action: 'iam:GetOpenIDConnectProvider' });
  });

  it('is created without thumbprints, which IAM finds by itself', async () => {
    client.on(CreateOpenIDConnectProviderCommand).resolves({ OpenIDConnectProviderArn: arn });
    client.on(AddClientIDToOpenIDConnectProviderCommand).resolves({});
    await api.createProvider('https://example.com/oidc', ['a'], { key: 'value' });
    await api.addAudience(arn, 'b');
    expect(client.calls().map(({ args }) => args[0].input)).toEqual([
      { Url: 'https://example.com/oidc', ClientIDList: ['a'], Tags: [{ Key: 'key', Value: 'value' }] },
      { OpenIDConnectProviderArn: arn, ClientID: 'b' },
    ]);
  });
});
