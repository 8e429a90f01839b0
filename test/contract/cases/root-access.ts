import {
  DeleteLoginProfileCommand,
  GetAccountSummaryCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  ListOrganizationsFeaturesCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { AssumeRootCommand, type AssumeRootCommandInput } from '@aws-sdk/client-sts';
import { type Caller, keysOf } from '../support/caller.ts';
import { type ContractCase, plainCase, type SetUp } from '../support/case.ts';
import { outcome, refused } from '../support/outcome.ts';
import { iamApi, iamGuide, stsApi } from '../support/pages.ts';
import type { Stage } from '../support/stage.ts';

const tasks = iamGuide('id_root-user-privileged-task.html');
const flag = /^[01]$/;

/** Central root access, as an administrator has once enabled it: on AWS that is for the whole organization. */
const central: SetUp = {
  edit: ({ organization }) => {
    if (organization === null) return;
    organization.trustedServices = { 'iam.amazonaws.com': 0 };
    organization.rootFeatures = ['RootCredentialsManagement'];
  },
};

function assumeRoot({ sts }: Caller, TargetPrincipal: string, parts: Partial<AssumeRootCommandInput> = {}) {
  const TaskPolicyArn = { arn: 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials' };
  return sts.send(new AssumeRootCommand({ TargetPrincipal, TaskPolicyArn, ...parts }));
}

/** A session of the member's root user. */
async function rootOf(stage: Stage, name: string): Promise<Caller> {
  const TaskPolicyArn = { arn: `arn:aws:iam::aws:policy/root-task/${name}` };
  const { Credentials } = await assumeRoot(stage.management, stage.memberId, { TaskPolicyArn });
  return stage.as(keysOf(Credentials));
}

/** What root users can sign in with, who manages it, and what is done about it in their name. */
export const rootAccessCases: readonly ContractCase[] = [
  plainCase({
    id: 'iam/root-features/members-are-told-nothing',
    rule: 'root-features',
    page: iamApi('ListOrganizationsFeatures'),
    kind: 'reading',
    signs: 'member',
    calls: async (stage) => (await stage.member()).iam.send(new ListOrganizationsFeaturesCommand({})),
    expected: refused('AccountNotManagementOrDelegatedAdministratorException'),
  }),
  plainCase({
    id: 'iam/root-features/without-trusted-access',
    rule: 'root-features',
    page: iamApi('ListOrganizationsFeatures'),
    kind: 'special',
    calls: ({ management }) => management.iam.send(new ListOrganizationsFeaturesCommand({})),
    expected: refused('ServiceAccessNotEnabledException'),
  }),
  plainCase({
    id: 'iam/root-credentials/in-the-summary',
    rule: 'root-credentials',
    page: iamApi('GetAccountSummary'),
    kind: 'reading',
    signs: 'member',
    calls: async (stage) => {
      const { SummaryMap } = await (await stage.member()).iam.send(new GetAccountSummaryCommand({}));
      const text = (name: string) =>
        String(Object.entries(SummaryMap ?? {}).find(([key]) => key === name)?.[1]);
      return {
        password: text('AccountPasswordPresent'),
        mfa: text('AccountMFAEnabled'),
        keys: text('AccountAccessKeysPresent'),
        certificates: text('AccountSigningCertificatesPresent'),
      };
    },
    expected: { password: flag, mfa: flag, keys: flag, certificates: flag },
  }),
  plainCase({
    id: 'iam/root-calls/without-a-name',
    rule: 'root-calls',
    page: tasks,
    kind: 'special',
    setUp: central,
    calls: async (stage) => {
      const { iam } = await rootOf(stage, 'IAMDeleteRootUserCredentials');
      await iam.send(new DeleteLoginProfileCommand({}));
      return {
        user: await outcome(iam.send(new GetUserCommand({}))),
        profile: await outcome(iam.send(new GetLoginProfileCommand({}))),
      };
    },
    expected: ({ memberId }) => ({
      user: { User: { Arn: `arn:aws:iam::${memberId}:root` } },
      profile: refused('NoSuchEntityException'),
    }),
  }),
  plainCase({
    id: 'sts/assume-root/901-seconds',
    rule: 'assuming-root',
    page: stsApi('AssumeRoot'),
    kind: 'reading',
    signs: 'member',
    calls: ({ management, memberId }) => assumeRoot(management, memberId, { DurationSeconds: 901 }),
    expected: refused('ValidationError'),
  }),
  plainCase({
    id: 'sts/assume-root/its-task-only',
    rule: 'assuming-root',
    page: tasks,
    kind: 'special',
    setUp: central,
    calls: async (stage) => {
      const { iam } = await rootOf(stage, 'IAMAuditRootUserCredentials');
      return {
        profile: await outcome(iam.send(new GetLoginProfileCommand({}))),
        users: await outcome(iam.send(new ListUsersCommand({}))),
      };
    },
    expected: { profile: { LoginProfile: {} }, users: refused('AccessDenied') },
  }),
  plainCase({
    id: 'sts/assume-root/global-endpoint',
    rule: 'assuming-root',
    page: stsApi('AssumeRoot'),
    kind: 'special',
    known: 'observed',
    setUp: central,
    calls: (stage) => assumeRoot(stage.with({ endpoint: 'https://sts.amazonaws.com' }), stage.memberId),
    expected: refused('InvalidAction'),
  }),
  plainCase({
    id: 'sts/assume-root/management-account',
    rule: 'root-callers',
    page: tasks,
    kind: 'reading',
    calls: ({ management, organization }) => assumeRoot(management, organization.managementId),
    expected: refused('AccessDenied'),
  }),
  plainCase({
    id: 'sts/assume-root/by-a-member',
    rule: 'root-callers',
    page: stsApi('AssumeRoot'),
    kind: 'reading',
    signs: 'member',
    calls: async (stage) => assumeRoot(await stage.member(), stage.memberId),
    expected: refused('AccessDenied'),
  }),
];
