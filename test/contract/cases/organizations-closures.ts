import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { CreateAccountAliasCommand } from '@aws-sdk/client-iam';
import {
  CloseAccountCommand,
  CreateAccountCommand,
  DescribeAccountCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
} from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { RuleId } from '../rules.ts';
import { given } from '../support/caller.ts';
import { type ContractCase, contractCase, plainCase } from '../support/case.ts';
import { assume } from '../support/make.ts';
import { outcome, refused } from '../support/outcome.ts';
import { cloudtrailApi, organizationsApi, organizationsGuide } from '../support/pages.ts';
import { listWith, listWithout, type Shape } from '../support/shape.ts';
import type { Stage } from '../support/stage.ts';

const closePage = organizationsApi('CloseAccount');
const statePage = organizationsGuide('orgs_manage_accounts_account_state');
const endPage = 'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-closing.html';

/** Milliseconds: a minute to close, 90 days until it is gone. */
const closing = 60_000;
const ninetyDays = 90 * 24 * 60 * 60_000;

function closure(
  stem: string,
  rule: RuleId,
  page: string,
  calls: (stage: Stage) => Promise<unknown>,
  expected: Shape | ((stage: Stage) => Shape),
  parts: Pick<Partial<ContractCase>, 'known' | 'signs'> = {},
): ContractCase {
  return plainCase({
    id: `organizations/closing/${stem}`,
    rule,
    page,
    kind: 'special',
    ...parts,
    setUp: { options: { timings: { closing } } },
    calls,
    expected,
  });
}

const close = ({ management }: Stage, id: string) =>
  management.organizations.send(new CloseAccountCommand({ AccountId: id }));

const stateOf = async ({ management }: Stage, id: string) => {
  const { Account } = await management.organizations.send(new DescribeAccountCommand({ AccountId: id }));
  return Account?.State;
};

/** How accounts end. */
export const closureCases: readonly ContractCase[] = [
  closure(
    'pending-then-closed',
    'closing-states',
    statePage,
    async (stage) => {
      const { id } = await stage.newAccount();
      const answer = await outcome(close(stage, id));
      const pending = await stateOf(stage, id);
      await stage.sleep(closing);
      return { answer, pending, later: await stateOf(stage, id) };
    },
    { answer: {}, pending: 'PENDING_CLOSURE', later: 'CLOSED' },
  ),
  closure(
    'a-second-time',
    'closing',
    closePage,
    async (stage) => {
      const { id } = await stage.newAccount();
      await close(stage, id);
      const pending = await outcome(close(stage, id));
      await stage.sleep(closing);
      return { pending, later: await outcome(close(stage, id)) };
    },
    { pending: refused('ConflictException'), later: refused('AccountAlreadyClosedException') },
  ),
  closure(
    'management-account',
    'closing',
    closePage,
    (stage) => close(stage, stage.organization.managementId),
    refused('ConstraintViolationException', { reason: 'CANNOT_CLOSE_MANAGEMENT_ACCOUNT' }),
  ),
  closure(
    'sessions-end',
    'closed-accounts',
    statePage,
    async (stage) => {
      const within = await stage.member();
      await close(stage, stage.memberId);
      await stage.sleep(closing);
      const arn = `arn:aws:iam::${stage.memberId}:role/OrganizationAccountAccessRole`;
      return {
        opened: await outcome(within.sts.send(new GetCallerIdentityCommand({}))),
        opening: await outcome(stage.management.sts.send(assume(arn))),
      };
    },
    { opened: refused('InvalidClientTokenId'), opening: refused('AccessDenied') },
  ),
  plainCase({
    id: 'organizations/closing/three-at-once',
    rule: 'closing',
    page: organizationsGuide('orgs_reference_limits'),
    kind: 'special',
    setUp: {
      options: { timings: { closing } },
      edit: (state) => {
        const [, member] = Object.values(state.accounts);
        if (member === undefined) throw new Error('The base structure has a member account.');
        for (const id of ['1', '2', '3', '4'].map((digit) => digit.repeat(12))) {
          state.accounts[id] = { ...member, id, email: `${id}@example.com` };
        }
      },
    },
    calls: async (stage) => {
      const ids = ['1', '2', '3', '4'].map((digit) => digit.repeat(12));
      const answers: unknown[] = [];
      for (const id of ids) answers.push(await outcome(close(stage, id)));
      return answers;
    },
    expected: [
      {},
      {},
      {},
      refused('ConstraintViolationException', { reason: 'CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED' }),
    ],
  }),
  plainCase({
    id: 'organizations/closing/quota-of-30-days',
    rule: 'closing',
    page: organizationsGuide('orgs_reference_limits'),
    kind: 'special',
    setUp: {
      edit: (state) => {
        const [, member] = Object.values(state.accounts);
        if (member === undefined) throw new Error('The base structure has a member account.');
        for (let number = 0; number < 250; number += 1) {
          const id = String(100_000_000_000 + number);
          const closed = { state: 'CLOSED', closedAt: Date.UTC(2029, 11, 30) } as const;
          state.accounts[id] = { ...member, ...closed, id, email: `${id}@example.com` };
        }
      },
    },
    calls: (stage) => close(stage, stage.memberId),
    expected: refused('ConstraintViolationException', { reason: 'CLOSE_ACCOUNT_QUOTA_EXCEEDED' }),
  }),
  contractCase({
    id: 'organizations/closing/still-listed',
    rule: 'closed-accounts',
    page: closePage,
    kind: 'special',
    prepare: async (stage) => {
      const { id } = await stage.newAccount();
      await close(stage, id);
      return id;
    },
    calls: ({ management, organization }) =>
      management.organizations
        .send(new ListAccountsForParentCommand({ ParentId: organization.rootId }))
        .then(({ Accounts }) => Accounts),
    expected: (_, id) => listWith({ Id: id, State: 'CLOSED' }),
  }),
  closure(
    'works-meanwhile',
    'closing-states',
    statePage,
    async (stage) => {
      const within = await stage.member();
      await close(stage, stage.memberId);
      const arn = `arn:aws:iam::${stage.memberId}:role/OrganizationAccountAccessRole`;
      return {
        opened: await outcome(within.sts.send(new GetCallerIdentityCommand({}))),
        opening: await outcome(stage.management.sts.send(assume(arn))),
      };
    },
    ({ memberId }) => ({ opened: { Account: memberId }, opening: { Credentials: { AccessKeyId: /^ASIA/ } } }),
  ),
  closure(
    'readings-go-back',
    'closing-states',
    statePage,
    async (stage) => {
      await close(stage, stage.memberId);
      const seen: unknown[] = [];
      for (let part = 0; part < 5; part += 1) {
        seen.push(await stateOf(stage, stage.memberId));
        await stage.sleep(closing / 8);
      }
      return seen;
    },
    ['PENDING_CLOSURE', 'ACTIVE', 'PENDING_CLOSURE', 'ACTIVE', 'PENDING_CLOSURE'],
    // That they do was seen; in which rhythm is the sandbox's own.
    { known: 'observed' },
  ),
  closure(
    'gone-after-90-days',
    'closed-accounts',
    endPage,
    async (stage) => {
      const { id } = await stage.newAccount();
      await close(stage, id);
      await stage.sleep(closing + ninetyDays);
      const { Accounts } = await stage.management.organizations.send(new ListAccountsCommand({}));
      return { listed: Accounts, described: await outcome(stateOf(stage, id)) };
    },
    { listed: listWithout({ State: 'CLOSED' }), described: refused('AccountNotFoundException') },
  ),
  closure(
    'alias-stays-used',
    'closed-accounts',
    endPage,
    async (stage) => {
      const AccountAlias = stage.name('alias');
      const within = await stage.member();
      await within.iam.send(new CreateAccountAliasCommand({ AccountAlias }));
      await close(stage, stage.memberId);
      await stage.sleep(closing + ninetyDays);
      return await stage.management.iam.send(new CreateAccountAliasCommand({ AccountAlias }));
    },
    refused('EntityAlreadyExistsException'),
  ),
  closure(
    'address-stays-used',
    'closed-accounts',
    endPage,
    async (stage) => {
      const { id, email } = await stage.newAccount();
      await close(stage, id);
      await stage.sleep(closing + ninetyDays);
      const { CreateAccountStatus } = await stage.management.organizations.send(
        new CreateAccountCommand({ AccountName: stage.name('again'), Email: email }),
      );
      return await stage.creationEnd(given(CreateAccountStatus?.Id, 'Id'));
    },
    { State: 'FAILED', FailureReason: 'EMAIL_ALREADY_EXISTS' },
  ),
  closure(
    'events',
    'closure-events',
    cloudtrailApi('LookupEvents'),
    async (stage) => {
      const names = async () => {
        const { Events } = await stage.management.cloudtrail.send(new LookupEventsCommand({}));
        return Events?.map(({ EventName }) => EventName);
      };
      await close(stage, stage.memberId);
      await stage.sleep(closing);
      const closed = await names();
      await stage.sleep(ninetyDays);
      return { closed, gone: await names() };
    },
    {
      closed: listWith('CloseAccount', 'CloseAccountResult'),
      gone: listWith('AccountDepartedOrganization'),
    },
  ),
];
