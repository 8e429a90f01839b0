import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
} from '@aws-sdk/client-iam';
import { type ContractCase, contractCase, plainCase } from '../support/case.ts';
import { issuerOf, makeOidcProvider, thumbprint } from '../support/make-oidc-provider.ts';
import { outcome, refused } from '../support/outcome.ts';
import { iamApi } from '../support/pages.ts';
import { aDate, type Shape } from '../support/shape.ts';
import type { Stage } from '../support/stage.ts';

const rule = 'oidc-providers';
const created = iamApi('CreateOpenIDConnectProvider');

/** What a creation is refused for, before anything is made. */
function refusedCreation(
  stem: string,
  page: string,
  input: { readonly scheme?: string; readonly ids?: number; readonly thumbprints?: number },
  expected: Shape,
): ContractCase {
  return plainCase({
    id: `iam/oidc-providers/${stem}`,
    rule,
    page,
    kind: 'reversible',
    calls: (stage) =>
      makeOidcProvider(
        stage,
        stage.management,
        `${input.scheme ?? 'https'}://${issuerOf(stage, 'refused')}`,
        {
          ClientIDList: Array.from({ length: input.ids ?? 1 }, (_, index) => `id-${index}`),
          ThumbprintList: Array(input.thumbprints ?? 1).fill(thumbprint),
        },
      ),
    expected,
  });
}

async function provider(stage: Stage, ClientIDList: string[] = []) {
  const host = issuerOf(stage, 'issuer');
  return { host, arn: await makeOidcProvider(stage, stage.management, `https://${host}`, { ClientIDList }) };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html */
export const oidcProviderCases: readonly ContractCase[] = [
  contractCase({
    id: 'iam/oidc-providers/shape',
    rule,
    page: iamApi('GetOpenIDConnectProvider'),
    kind: 'reversible',
    settles: true,
    prepare: (stage) => provider(stage, ['sts.amazonaws.com']),
    calls: ({ management }, { arn }) =>
      management.iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn })),
    expected: (_, { host }) => ({
      Url: host,
      ClientIDList: ['sts.amazonaws.com'],
      ThumbprintList: [thumbprint],
      CreateDate: aDate,
    }),
  }),
  contractCase({
    id: 'iam/oidc-providers/arn',
    rule,
    page: created,
    kind: 'reversible',
    prepare: async (stage) => {
      const url = `${issuerOf(stage, 'issuer')}/path/more`;
      return { url, arn: await makeOidcProvider(stage, stage.management, `https://${url}`) };
    },
    calls: async (_, { arn }) => ({ arn }),
    expected: ({ organization }, { url }) => ({
      arn: `arn:aws:iam::${organization.managementId}:oidc-provider/${url}`,
    }),
  }),
  contractCase({
    id: 'iam/oidc-providers/twice',
    rule,
    page: created,
    kind: 'reversible',
    prepare: (stage) => provider(stage),
    calls: ({ management }, { host }) =>
      management.iam.send(
        new CreateOpenIDConnectProviderCommand({ Url: `https://${host}`, ThumbprintList: [thumbprint] }),
      ),
    expected: refused('EntityAlreadyExistsException', { status: 409 }),
  }),
  contractCase({
    id: 'iam/oidc-providers/client-ids-again',
    rule,
    page: iamApi('AddClientIDToOpenIDConnectProvider'),
    kind: 'reversible',
    prepare: (stage) => provider(stage, ['one']),
    calls: async ({ management: { iam } }, { arn }) => {
      const named = { OpenIDConnectProviderArn: arn };
      for (const ClientID of ['two', 'two']) {
        await iam.send(new AddClientIDToOpenIDConnectProviderCommand({ ...named, ClientID }));
      }
      for (const ClientID of ['one', 'one']) {
        await iam.send(new RemoveClientIDFromOpenIDConnectProviderCommand({ ...named, ClientID }));
      }
      return await iam.send(new GetOpenIDConnectProviderCommand(named));
    },
    expected: { ClientIDList: ['two'] },
  }),
  contractCase({
    id: 'iam/oidc-providers/no-thumbprints-any-more',
    rule,
    page: iamApi('UpdateOpenIDConnectProviderThumbprint'),
    kind: 'reversible',
    known: 'observed',
    prepare: (stage) => provider(stage),
    calls: ({ management }, { arn }) =>
      management.iam.send(
        new UpdateOpenIDConnectProviderThumbprintCommand({
          OpenIDConnectProviderArn: arn,
          ThumbprintList: [],
        }),
      ),
    expected: refused(/^(InvalidInput|ValidationError)/),
  }),
  plainCase({
    id: 'iam/oidc-providers/deleting-none',
    rule,
    page: iamApi('DeleteOpenIDConnectProvider'),
    kind: 'reversible',
    calls: async (stage) => {
      const { iam } = stage.management;
      const { managementId } = stage.organization;
      const named = {
        OpenIDConnectProviderArn: `arn:aws:iam::${managementId}:oidc-provider/${issuerOf(stage, 'none')}`,
      };
      return {
        deletion: await outcome(iam.send(new DeleteOpenIDConnectProviderCommand(named))),
        reading: await outcome(iam.send(new GetOpenIDConnectProviderCommand(named))),
      };
    },
    expected: { deletion: {}, reading: refused('NoSuchEntityException', { status: 404 }) },
  }),
  refusedCreation('no-https', created, { scheme: 'http' }, refused('ValidationError')),
  refusedCreation('many-client-ids', created, { ids: 101 }, refused('LimitExceededException')),
  refusedCreation('many-thumbprints', created, { thumbprints: 6 }, refused('InvalidInputException')),
];
