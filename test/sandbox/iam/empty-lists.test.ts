import {
  GetSAMLProviderCommand,
  type IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListOrganizationsFeaturesCommand,
  ListSAMLProvidersCommand,
  ListServerCertificatesCommand,
  ListServiceSpecificCredentialsCommand,
  ListSigningCertificatesCommand,
  ListSSHPublicKeysCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, policy, world } from '../world.ts';

type OfUser = (client: IAMClient, UserName?: string) => Promise<object>;

const ofUsers: readonly [string, OfUser, object][] = [
  [
    'ListSSHPublicKeys',
    (client, UserName) => client.send(new ListSSHPublicKeysCommand({ UserName })),
    { SSHPublicKeys: [], IsTruncated: false },
  ],
  [
    'ListSigningCertificates',
    (client, UserName) => client.send(new ListSigningCertificatesCommand({ UserName })),
    { Certificates: [], IsTruncated: false },
  ],
  [
    'ListServiceSpecificCredentials',
    (client, UserName) => client.send(new ListServiceSpecificCredentialsCommand({ UserName })),
    { ServiceSpecificCredentials: [] },
  ],
];

test.each(ofUsers)('%s: a user has none', async (action, list, answer) => {
  const { iam, addUser, management } = world();
  expect(await list(iam(), 'management-admin')).toMatchObject(answer);
  expect(await list(iam())).toMatchObject(answer);
  expect((await failureOf(list(iam(), 'gone'))).name).toBe('NoSuchEntityException');
  const own = `arn:aws:iam::${management}:user/\${aws:username}`;
  const jane = iam(addUser(management, 'jane', [policy(allow(`iam:${action}`, own))]));
  expect(await list(jane)).toMatchObject(answer);
  expect((await failureOf(list(jane, 'management-admin'))).message).toContain(
    `is not authorized to perform: iam:${action} on resource: arn:aws:iam::${management}:user/management-admin`,
  );
});

test('an account has no certificates and no providers', async () => {
  const { iam } = world();
  expect((await iam().send(new ListServerCertificatesCommand({}))).ServerCertificateMetadataList).toEqual([]);
  expect((await iam().send(new ListOpenIDConnectProvidersCommand({}))).OpenIDConnectProviderList).toEqual([]);
  expect((await iam().send(new ListSAMLProvidersCommand({}))).SAMLProviderList).toEqual([]);
  const arn = 'arn:aws:iam::111122223333:saml-provider/example';
  const missing = { name: 'NoSuchEntityException', message: expect.stringContaining(arn) };
  const saml = iam().send(new GetSAMLProviderCommand({ SAMLProviderArn: arn }));
  expect(await failureOf(saml)).toMatchObject(missing);
});

test('they are asked for on everything, or on the provider', async () => {
  const { iam, addUser, management } = world();
  const jane = iam(addUser(management, 'jane'));
  const refused = [
    jane.send(new ListServerCertificatesCommand({})),
    jane.send(new ListOpenIDConnectProvidersCommand({})),
    jane.send(new ListSAMLProvidersCommand({})),
    jane.send(new ListOrganizationsFeaturesCommand({})),
  ];
  for (const call of refused) expect((await failureOf(call)).message).toContain('on resource: *');
  const arn = 'arn:aws:iam::111122223333:saml-provider/x';
  const get = jane.send(new GetSAMLProviderCommand({ SAMLProviderArn: arn }));
  expect((await failureOf(get)).message).toContain(`on resource: ${arn}`);
});
