import { GetRoleCommand, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import {
  CloseAccountCommand,
  CreateAccountCommand,
  type CreateAccountCommandInput,
  type CreateAccountStatus,
  CreateOrganizationCommand,
  DescribeCreateAccountStatusCommand,
  ListCreateAccountStatusCommand,
  ListParentsCommand,
} from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type Caller, given } from '../support/caller.ts';
import { type ContractCase, contractCase, plainCase } from '../support/case.ts';
import { assume, openSession } from '../support/make.ts';
import { outcome, refused } from '../support/outcome.ts';
import { organizationsApi, organizationsGuide } from '../support/pages.ts';
import { aDate, anything, listWith } from '../support/shape.ts';
import type { Stage } from '../support/stage.ts';

const page = organizationsApi('CreateAccount');
const statusPage = organizationsApi('CreateAccountStatus');

/** A request that AWS refuses before it creates anything; were it taken, an account would be there for good. */
function refusedRequest(
  stem: string,
  input: (stage: Stage) => Partial<CreateAccountCommandInput>,
  reason?: string,
): ContractCase {
  return plainCase({
    id: `organizations/creation/refused-${stem}`,
    rule: 'creation-checks',
    page,
    kind: 'creates-account',
    calls: (stage) =>
      stage.management.organizations.send(
        new CreateAccountCommand({ AccountName: stage.name('a'), Email: stage.email('a'), ...input(stage) }),
      ),
    expected: refused('InvalidInputException', reason === undefined ? {} : { reason }),
  });
}

async function create({ organizations }: Caller, AccountName: string, Email: string): Promise<string> {
  const { CreateAccountStatus } = await organizations.send(new CreateAccountCommand({ AccountName, Email }));
  return given(CreateAccountStatus?.Id, 'Id');
}

/** How accounts come into being. */
export const creationCases: readonly ContractCase[] = [
  refusedRequest('email', () => ({ Email: 'nobody at example' })),
  refusedRequest('email-of-65-characters', () => ({ Email: `${'a'.repeat(53)}@example.com` })),
  refusedRequest('name-of-51-characters', () => ({ AccountName: 'a'.repeat(51) })),
  refusedRequest('name-beyond-ascii', () => ({ AccountName: 'café' })),
  refusedRequest('role-name', () => ({ RoleName: 'not a name' })),
  refusedRequest(
    'system-tag',
    () => ({ Tags: [{ Key: 'aws:team', Value: 'one' }] }),
    'INVALID_SYSTEM_TAGS_PARAMETER',
  ),
  refusedRequest(
    'tag-given-twice',
    () => ({
      Tags: [
        { Key: 'team', Value: 'one' },
        { Key: 'team', Value: 'two' },
      ],
    }),
    'DUPLICATE_TAG_KEY',
  ),
  plainCase({
    id: 'organizations/creation/goes-on-in-the-background',
    rule: 'creation-checks',
    page,
    kind: 'creates-account',
    calls: (stage) => stage.newAccount(),
    expected: {
      first: {
        Id: /^car-[a-z0-9]{8,32}$/,
        AccountName: /^contract-/,
        State: 'IN_PROGRESS',
        RequestedTimestamp: aDate,
        CompletedTimestamp: undefined,
        AccountId: undefined,
        FailureReason: undefined,
      },
      last: { State: 'SUCCEEDED', AccountId: /^\d{12}$/, CompletedTimestamp: aDate },
    },
  }),
  contractCase({
    id: 'organizations/creation/made-in-the-root',
    rule: 'creation-checks',
    page,
    kind: 'creates-account',
    settles: true,
    prepare: (stage) => stage.newAccount(),
    calls: ({ management }, { id }) => management.organizations.send(new ListParentsCommand({ ChildId: id })),
    expected: ({ organization: { rootId } }) => ({ Parents: [{ Id: rootId, Type: 'ROOT' }] }),
  }),
  contractCase({
    id: 'organizations/creation/status-shows-no-email',
    rule: 'creation-email',
    page: statusPage,
    kind: 'creates-account',
    settles: true,
    prepare: (stage) => stage.newAccount(),
    calls: async ({ management }, { first }) => {
      const { CreateAccountStatus } = await management.organizations.send(
        new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: first.Id }),
      );
      return Object.keys(CreateAccountStatus ?? {}).sort();
    },
    expected: ['AccountId', 'AccountName', 'CompletedTimestamp', 'Id', 'RequestedTimestamp', 'State'],
  }),
  contractCase({
    id: 'organizations/creation/listed-by-state',
    rule: 'creation-email',
    page: organizationsApi('ListCreateAccountStatus'),
    kind: 'creates-account',
    settles: true,
    prepare: (stage) => stage.newAccount(),
    calls: ({ management }, { first }) => everyCreation(management, first.Id),
    expected: (_, { first }) => listWith({ Id: given(first.Id, 'Id'), State: 'SUCCEEDED' }),
  }),
  contractCase({
    id: 'organizations/creation/email-taken-in-any-case',
    rule: 'creation-email',
    page: statusPage,
    kind: 'creates-account',
    prepare: async (stage) => (await stage.newAccount()).email.toUpperCase(),
    calls: async (stage, email) =>
      stage.creationEnd(await create(stage.management, stage.name('again'), email)),
    expected: { State: 'FAILED', FailureReason: 'EMAIL_ALREADY_EXISTS', AccountId: undefined },
  }),
  plainCase({
    id: 'organizations/creation/unknown-request',
    rule: 'creation-email',
    page: organizationsApi('DescribeCreateAccountStatus'),
    kind: 'reading',
    calls: ({ management }) =>
      management.organizations.send(
        new DescribeCreateAccountStatusCommand({
          CreateAccountRequestId: 'car-0123456789abcdef0123456789abcdef',
        }),
      ),
    expected: refused('CreateAccountStatusNotFoundException'),
  }),
  contractCase({
    id: 'organizations/creation/email-of-a-closed-account',
    rule: 'creation-email',
    page: statusPage,
    kind: 'special',
    prepare: async (stage) => {
      const { id, email } = await stage.newAccount();
      await stage.management.organizations.send(new CloseAccountCommand({ AccountId: id }));
      return email;
    },
    calls: async (stage, email) =>
      stage.creationEnd(await create(stage.management, stage.name('again'), email)),
    expected: { State: 'FAILED', FailureReason: 'EMAIL_ALREADY_EXISTS' },
  }),
  plainCase({
    id: 'organizations/creation/same-email-under-way',
    rule: 'creation-email',
    page: statusPage,
    kind: 'special',
    setUp: { options: { timings: { accountCreation: 60_000 } } },
    calls: async (stage) => {
      const email = stage.email('twice');
      await create(stage.management, 'first', email);
      return stage.creationEnd(await create(stage.management, 'second', email));
    },
    expected: { State: 'FAILED', FailureReason: 'CONCURRENT_ACCOUNT_MODIFICATION' },
  }),
  plainCase({
    id: 'organizations/creation/five-under-way',
    rule: 'creation-limits',
    page: organizationsGuide('orgs_reference_limits'),
    kind: 'special',
    setUp: { options: { timings: { accountCreation: 60_000 } } },
    calls: async (stage) => {
      const started = (stem: string) => outcome(create(stage.management, stem, stage.email(stem)));
      for (const stem of ['a', 'b', 'c', 'd']) await started(stem);
      return { fifth: await started('e'), sixth: await started('f') };
    },
    expected: {
      fifth: /^car-/,
      sixth: refused('ConstraintViolationException', { reason: 'ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED' }),
    },
  }),
  plainCase({
    id: 'organizations/creation/quota-of-accounts',
    rule: 'creation-limits',
    page: organizationsGuide('orgs_reference_limits'),
    kind: 'special',
    setUp: {
      edit: (state) => {
        state.accountQuota = Object.keys(state.accounts).length;
      },
    },
    calls: (stage) => create(stage.management, 'more', stage.email('more')),
    expected: refused('ConstraintViolationException', { reason: 'ACCOUNT_NUMBER_LIMIT_EXCEEDED' }),
  }),
  contractCase({
    id: 'organizations/creation/access-role',
    rule: 'access-role',
    page: organizationsGuide('orgs_manage_accounts_access-cross-account-role'),
    kind: 'creates-account',
    settles: true,
    prepare: async (stage) => {
      const { id } = await stage.newAccount();
      return openSession(stage, stage.management, `arn:aws:iam::${id}:role/OrganizationAccountAccessRole`);
    },
    calls: async (_, within) => {
      const RoleName = 'OrganizationAccountAccessRole';
      const { Role } = await within.iam.send(new GetRoleCommand({ RoleName }));
      const { AttachedPolicies } = await within.iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
      const document: unknown = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''));
      return { document, attached: AttachedPolicies };
    },
    expected: ({ organization: { managementId } }) => ({
      document: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${managementId}:root` },
            Action: 'sts:AssumeRole',
          },
        ],
      },
      attached: [
        { PolicyName: 'AdministratorAccess', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      ],
    }),
  }),
  plainCase({
    id: 'organizations/creation/access-role-of-another-name',
    rule: 'access-role',
    page,
    kind: 'special',
    calls: async (stage) => {
      const { CreateAccountStatus } = await stage.management.organizations.send(
        new CreateAccountCommand({ AccountName: 'named', Email: stage.email('named'), RoleName: 'Steward' }),
      );
      const { AccountId } = await stage.creationEnd(given(CreateAccountStatus?.Id, 'Id'));
      const role = (name: string) => `arn:aws:iam::${AccountId}:role/${name}`;
      const within = await openSession(stage, stage.management, role('Steward'));
      return {
        named: await outcome(within.sts.send(new GetCallerIdentityCommand({}))),
        usual: await outcome(stage.management.sts.send(assume(role('OrganizationAccountAccessRole')))),
      };
    },
    expected: { named: { Arn: /assumed-role\/Steward\/contract$/ }, usual: refused('AccessDenied') },
  }),
  plainCase({
    id: 'organizations/creation/access-role-comes-later',
    rule: 'access-role',
    page: organizationsGuide('orgs_manage_accounts_access-cross-account-role'),
    kind: 'special',
    known: 'observed',
    setUp: { options: { timings: { accessRole: 30_000 } } },
    calls: async (stage) => {
      const { id } = await stage.newAccount();
      const command = () => assume(`arn:aws:iam::${id}:role/OrganizationAccountAccessRole`);
      const first = await outcome(stage.management.sts.send(command()));
      await stage.sleep(30_000);
      return { first, later: await outcome(stage.management.sts.send(command())) };
    },
    expected: { first: refused('AccessDenied'), later: { Credentials: { SessionToken: anything } } },
  }),
  plainCase({
    id: 'organizations/creation/organization-still-being-made',
    rule: 'new-organization',
    page,
    kind: 'special',
    setUp: { options: { start: 'empty', timings: { organizationSetup: 60_000 } } },
    calls: async (stage) => {
      await stage.management.organizations.send(new CreateOrganizationCommand({}));
      const early = await outcome(create(stage.management, 'early', stage.email('early')));
      await stage.sleep(60_000);
      return { early, later: await outcome(create(stage.management, 'later', stage.email('later'))) };
    },
    expected: { early: refused('FinalizingOrganizationException'), later: /^car-/ },
  }),
  plainCase({
    id: 'organizations/creation/one-organization-per-account',
    rule: null,
    page: organizationsApi('CreateOrganization'),
    kind: 'reading',
    calls: ({ management }) => management.organizations.send(new CreateOrganizationCommand({})),
    expected: refused('AlreadyInOrganizationException'),
  }),
];

/** Page by page, until the one in question is found or the pages are over. */
async function everyCreation({ organizations }: Caller, id: string | undefined) {
  const found: CreateAccountStatus[] = [];
  let token: string | undefined;
  do {
    const { CreateAccountStatuses, NextToken } = await organizations.send(
      new ListCreateAccountStatusCommand({ States: ['SUCCEEDED'], ...(token ? { NextToken: token } : {}) }),
    );
    found.push(...(CreateAccountStatuses ?? []));
    token = NextToken;
  } while (token !== undefined && !found.some(({ Id }) => Id === id));
  return found;
}
