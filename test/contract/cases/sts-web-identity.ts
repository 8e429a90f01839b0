import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  GetCallerIdentityCommand,
} from '@aws-sdk/client-sts';
import { signToken, type TokenWish } from '../../../src/sandbox/oidc/sign-token.ts';
import type { RuleId } from '../rules.ts';
import { keysOf } from '../support/caller.ts';
import { type ContractCase, contractCase, plainCase } from '../support/case.ts';
import { type Statement, trust } from '../support/documents.ts';
import { type Made, makeRole } from '../support/make.ts';
import { issuerOf, makeOidcProvider } from '../support/make-oidc-provider.ts';
import { refused } from '../support/outcome.ts';
import { cloudtrailGuide, iamGuide, stsApi } from '../support/pages.ts';
import { anything, type Shape } from '../support/shape.ts';
import type { Stage } from '../support/stage.ts';

const page = stsApi('AssumeRoleWithWebIdentity');
const keysPage = iamGuide('reference_policies_iam-condition-keys.html#condition-keys-wif');
const Action = 'sts:AssumeRoleWithWebIdentity';
const host = 'token.actions.githubusercontent.com';
const subject = 'repo:company/infra:environment:acme';
const usual = {
  StringEquals: { [`${host}:aud`]: 'sts.amazonaws.com', [`${host}:sub`]: subject },
};

interface Ground {
  readonly providerArn: string;
  readonly role: Made;
}

/** The whole of a role that trusts GitHub, in the management account. */
async function makeTrusting(stage: Stage, Condition: Statement = usual): Promise<Ground> {
  const providerArn = await makeOidcProvider(stage, stage.management, `https://${host}`, {
    ClientIDList: ['sts.amazonaws.com'],
  });
  const document = trust({ Federated: providerArn }, { Action, Condition });
  const role = await makeRole(stage, stage.management, 'ci', document);
  return { providerArn, role };
}

function assuming(
  { management: { sts } }: Stage,
  roleArn: string,
  WebIdentityToken: string,
  input: Partial<AssumeRoleWithWebIdentityCommandInput> = {},
) {
  const named = { RoleArn: roleArn, RoleSessionName: 'contract', WebIdentityToken };
  return sts.send(new AssumeRoleWithWebIdentityCommand({ ...named, ...input }));
}

interface TokenParts {
  readonly rule?: RuleId;
  readonly page?: string;
  readonly known?: 'observed' | 'unconfirmed';
  readonly condition?: Statement;
  readonly duration?: number;
  /** Milliseconds before the call. */
  readonly issuedBefore?: number;
  /** What is done with the token, in the place of one call for the role. */
  readonly calls?: (stage: Stage, ground: Ground, token: string) => Promise<unknown>;
}

/** A token of an issuer whose key only the sandbox holds, and what STS says to it. */
function byToken(
  stem: string,
  wish: Partial<TokenWish>,
  expected: Shape | ((stage: Stage, ground: Ground) => Shape),
  parts: TokenParts = {},
): ContractCase {
  let token = '';
  return contractCase({
    id: `sts/web-identity/${stem}`,
    rule: parts.rule ?? 'web-identity',
    page: parts.page ?? page,
    kind: 'special',
    known: parts.known ?? 'documented',
    setUp: {
      edit({ secret, accounts, managementAccountId }) {
        const now = accounts[managementAccountId]?.joinedAt ?? 0;
        const issuedAt = now - (parts.issuedBefore ?? 0);
        token = signToken(secret, { subject, issuedAt, lifetime: 3_600_000, ...wish }, now);
      },
    },
    prepare: (stage) => makeTrusting(stage, parts.condition),
    calls: (stage, ground) => {
      if (parts.calls !== undefined) return parts.calls(stage, ground, token);
      return assuming(stage, ground.role.arn, token, { DurationSeconds: parts.duration });
    },
    expected,
  });
}

const invalid = (message: RegExp) => refused('InvalidIdentityTokenException', { message, status: 400 });
const notAuthorized = refused('AccessDenied', { message: /^Not authorized to perform sts:/, status: 403 });
const opened = { Credentials: { SessionToken: anything } };

async function lastRecord({ management }: Stage, AttributeValue: string): Promise<unknown> {
  const asked = [{ AttributeKey: 'EventName', AttributeValue } as const];
  const { Events } = await management.cloudtrail.send(new LookupEventsCommand({ LookupAttributes: asked }));
  return JSON.parse(Events?.[0]?.CloudTrailEvent ?? '{}');
}

/** What IAM says to a trust policy for an issuer that many customers share. */
function trusting(stem: string, issuer: string, Condition: Statement, expected: Shape): ContractCase {
  return plainCase({
    id: `iam/shared-issuers/${stem}`,
    rule: 'shared-issuers',
    page: iamGuide('id_roles_providers_oidc_secure-by-default.html'),
    kind: 'reversible',
    calls: async (stage) => {
      const Federated = `arn:aws:iam::${stage.organization.managementId}:oidc-provider/${issuer}`;
      const { name } = await makeRole(
        stage,
        stage.management,
        'shared',
        trust({ Federated }, { Action, Condition }),
      );
      return { name };
    },
    expected,
  });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html */
export const webIdentityCases: readonly ContractCase[] = [
  byToken('opens-a-session', {}, (_, { role }) => ({
    ...opened,
    SubjectFromWebIdentityToken: subject,
    Provider: `https://${host}`,
    Audience: 'sts.amazonaws.com',
    AssumedRoleUser: { AssumedRoleId: `${role.id}:contract` },
  })),
  byToken('another-subject', { subject: 'repo:company/other:environment:acme' }, notAuthorized),
  byToken('no-such-role', {}, notAuthorized, {
    calls: (stage, { role }, token) => assuming(stage, `${role.arn}-none`, token),
    known: 'observed',
  }),
  byToken('another-audience', { audience: 'other' }, invalid(/^Incorrect token audience$/), {
    rule: 'tokens',
    known: 'observed',
  }),
  byToken('another-issuer', { issuer: 'https://gitlab.com' }, invalid(/^No OpenIDConnect provider found/), {
    rule: 'tokens',
    known: 'observed',
  }),
  byToken('key-of-another-issuer', { signedAs: 'https://gitlab.com' }, invalid(/./), { rule: 'tokens' }),
  byToken('expired', { lifetime: 60_000 }, refused('ExpiredTokenException', { status: 400 }), {
    rule: 'token-times',
    issuedBefore: 7 * 60_000,
  }),
  byToken('expired-within-five-minutes', { lifetime: 60_000 }, opened, {
    rule: 'token-times',
    page: iamGuide('id_roles_providers_oidc.html'),
    issuedBefore: 4 * 60_000,
  }),
  byToken('longer-than-the-role-allows', {}, refused('ValidationError'), {
    duration: 3601,
  }),
  byToken('claim-of-github', { claims: { repository_id: '42' } }, opened, {
    rule: 'claim-keys',
    page: keysPage,
    condition: { StringEquals: { [`${host}:sub`]: subject, [`${host}:repository_id`]: '42' } },
  }),
  byToken('claim-that-is-no-key', { claims: { run_id: '42' } }, notAuthorized, {
    rule: 'claim-keys',
    page: keysPage,
    condition: { StringEquals: { [`${host}:sub`]: subject, [`${host}:run_id`]: '42' } },
  }),
  byToken(
    'tags-without-their-permission',
    {
      claims: { 'https://aws.amazon.com/tags': { principal_tags: { team: ['ops'] } } },
    },
    notAuthorized,
    {
      rule: 'session-claims',
      page: iamGuide('id_session-tags.html#id_session-tags_adding-assume-role-idp'),
    },
  ),
  plainCase({
    id: 'sts/web-identity/no-token',
    rule: 'tokens',
    page,
    kind: 'reading',
    calls: (stage) =>
      assuming(stage, `arn:aws:iam::${stage.organization.managementId}:role/contract`, 'no token'),
    expected: invalid(/./),
  }),
  plainCase({
    id: 'sts/web-identity/form-of-the-role',
    rule: 'web-identity',
    page,
    kind: 'reading',
    calls: (stage) => assuming(stage, 'arn:aws:iam::111122223333:user/someone', 'no token'),
    expected: refused('ValidationError'),
  }),
  byToken(
    'events-of-the-session',
    {},
    (_, { providerArn }) => ({
      call: {
        userIdentity: {
          type: 'WebIdentityUser',
          principalId: `${providerArn}:sts.amazonaws.com:${subject}`,
          userName: subject,
          identityProvider: providerArn,
        },
      },
      later: {
        userIdentity: {
          type: 'AssumedRole',
          sessionContext: { webIdFederationData: { federatedProvider: providerArn } },
        },
      },
    }),
    {
      rule: 'web-identity-events',
      page: cloudtrailGuide('cloudtrail-event-reference-user-identity'),
      calls: async (stage, { role }, token) => {
        const { Credentials } = await assuming(stage, role.arn, token);
        await stage.as(keysOf(Credentials)).sts.send(new GetCallerIdentityCommand({}));
        return {
          call: await lastRecord(stage, 'AssumeRoleWithWebIdentity'),
          later: await lastRecord(stage, 'GetCallerIdentity'),
        };
      },
    },
  ),
  trusting(
    'github-by-the-audience-alone',
    host,
    { StringEquals: { [`${host}:aud`]: 'sts.amazonaws.com' } },
    refused('MalformedPolicyDocumentException'),
  ),
  trusting('github-by-the-subject', host, usual, { name: anything }),
  plainCase({
    id: 'iam/shared-issuers/of-its-own',
    rule: 'shared-issuers',
    page: iamGuide('id_roles_providers_oidc_secure-by-default.html'),
    kind: 'reversible',
    calls: async (stage) => {
      const issuer = issuerOf(stage, 'private');
      const Federated = `arn:aws:iam::${stage.organization.managementId}:oidc-provider/${issuer}`;
      return {
        name: (await makeRole(stage, stage.management, 'own', trust({ Federated }, { Action }))).name,
      };
    },
    expected: { name: anything },
  }),
];
