import { randomUUID } from 'node:crypto';
import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  DisableOrganizationsRootCredentialsManagementCommand,
  EnableOrganizationsRootCredentialsManagementCommand,
  GetAccountSummaryCommand,
  GetUserCommand,
  ListOpenIDConnectProvidersCommand,
  ListOrganizationsFeaturesCommand,
  UpdateLoginProfileCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
} from '@aws-sdk/client-iam';
import { AcceptHandshakeCommand, DescribeOrganizationCommand } from '@aws-sdk/client-organizations';
import { AssumeRootCommand } from '@aws-sdk/client-sts';
import { type Caller, keysOf } from '../support/caller.ts';
import { type ContractCase, contractCase } from '../support/case.ts';
import { attachGuardrail, held, makeAdministrator, probe, probeOfService } from '../support/guardrails.ts';
import { makeUser } from '../support/make.ts';
import { makeTrustedAccess } from '../support/make-trail.ts';
import { allowed, denied, outcome, refused } from '../support/outcome.ts';
import { iamGuide, organizationsApi, permissionsOf } from '../support/pages.ts';
import { removeUser } from '../support/remove.ts';
import type { Stage } from '../support/stage.ts';

/** Of no invitation: nothing is left or joined, whoever accepts it. */
const accept = new AcceptHandshakeCommand({ HandshakeId: 'h-contractcontract' });

/** Root's credentials are managed centrally until the case ends, if they are not already. */
async function manageRootUsers(stage: Stage): Promise<void> {
  await makeTrustedAccess(stage, 'iam.amazonaws.com');
  const { iam } = stage.management;
  const { EnabledFeatures } = await stage.settled(() => iam.send(new ListOrganizationsFeaturesCommand({})));
  if (EnabledFeatures?.includes('RootCredentialsManagement')) return;
  stage.tidy('central root access', () =>
    iam.send(new DisableOrganizationsRootCredentialsManagementCommand({})),
  );
  await iam.send(new EnableOrganizationsRootCredentialsManagementCommand({}));
}

/** What somebody would sign in with, for a user who may do nothing. */
async function givePeople({ iam }: Caller, UserName: string, newName: string): Promise<unknown> {
  const Password = `${randomUUID()}!Aa1`;
  return {
    user: await outcome(iam.send(new CreateUserCommand({ UserName: newName }))),
    key: await outcome(iam.send(new CreateAccessKeyCommand({ UserName }))),
    password: await outcome(iam.send(new CreateLoginProfileCommand({ UserName, Password }))),
    newPassword: await outcome(iam.send(new UpdateLoginProfileCommand({ UserName, Password }))),
  };
}

/** Changes of an identity provider that does not exist. */
async function changeProvider({ iam }: Caller, { memberId }: Stage): Promise<unknown> {
  const OpenIDConnectProviderArn = `arn:aws:iam::${memberId}:oidc-provider/contract.example.com`;
  const ClientID = 'contract';
  const ThumbprintList = ['0'.repeat(40)];
  return {
    audience: await outcome(
      iam.send(new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID })),
    ),
    thumbprint: await outcome(
      iam.send(
        new UpdateOpenIDConnectProviderThumbprintCommand({ OpenIDConnectProviderArn, ThumbprintList }),
      ),
    ),
  };
}

/**
 * What the guardrails of diverst deny within an account, and what goes on working under them. Nothing here does harm
 * where a guardrail did not hold.
 */
export const guardrailCases: readonly ContractCase[] = [
  contractCase({
    id: 'guardrails/leave/accepting-an-invitation',
    rule: 'handshakes',
    page: organizationsApi('AcceptHandshake'),
    kind: 'reversible',
    signs: 'member',
    // Whether permissions come before the search for the invitation is not documented. Leaving the organization and
    // closing the account are not tried: nobody could undo them.
    known: 'unconfirmed',
    settles: true,
    prepare: async (stage) => {
      const { caller } = await makeAdministrator(stage);
      await attachGuardrail(stage, 'leave');
      return caller;
    },
    calls: async (stage, administrator) => {
      const access = await stage.member();
      return {
        administrator: await outcome(administrator.organizations.send(accept)),
        access: await outcome(access.organizations.send(accept)),
        management: await outcome(stage.management.organizations.send(accept)),
        other: await outcome(administrator.organizations.send(new DescribeOrganizationCommand({}))),
      };
    },
    expected: { administrator: denied, access: denied, management: allowed, other: allowed },
  }),
  contractCase({
    id: 'guardrails/root-user/sessions-of-assume-root',
    rule: 'assuming-root',
    page: iamGuide('reference_policies_condition-keys.html#condition-keys-assumedroot'),
    kind: 'reversible',
    signs: 'member',
    // That the root user itself is refused cannot be tried: no API gives its credentials.
    settles: true,
    prepare: async (stage) => {
      await manageRootUsers(stage);
      await attachGuardrail(stage, 'root-user', {}, [probeOfService]);
    },
    calls: async (stage) => {
      const { sts } = stage.management;
      const TaskPolicyArn = { arn: 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials' };
      const { Credentials } = await sts.send(
        new AssumeRootCommand({ TargetPrincipal: stage.memberId, TaskPolicyArn }),
      );
      const summary = new GetAccountSummaryCommand({});
      return {
        probe: await probe(stage),
        root: await outcome(stage.as(keysOf(Credentials)).iam.send(summary)),
        access: await outcome((await stage.member()).iam.send(summary)),
      };
    },
    expected: { probe: held, root: { SummaryMap: {} }, access: { SummaryMap: {} } },
  }),
  contractCase({
    id: 'guardrails/people/users-and-their-credentials',
    rule: 'service-control',
    page: permissionsOf('awsidentityandaccessmanagementiam'),
    kind: 'reversible',
    signs: 'member',
    settles: true,
    prepare: async (stage) => {
      const access = await stage.member();
      const { name } = await makeUser(stage, access, 'person');
      const newName = stage.name('new');
      stage.tidy(`user ${newName}`, () => removeUser(access, newName));
      const { caller } = await makeAdministrator(stage);
      await attachGuardrail(stage, 'people');
      return { access, caller, name, newName };
    },
    calls: async (_, { access, caller, name, newName }) => ({
      administrator: await givePeople(caller, name, newName),
      other: await outcome(caller.iam.send(new GetUserCommand({ UserName: name }))),
      access: await givePeople(access, name, newName),
    }),
    expected: {
      administrator: { user: held, key: held, password: held, newPassword: held },
      other: { User: {} },
      access: { user: allowed, key: allowed, password: allowed, newPassword: allowed },
    },
  }),
  contractCase({
    id: 'guardrails/federation/identity-providers',
    rule: 'service-control',
    page: permissionsOf('awsidentityandaccessmanagementiam'),
    kind: 'reversible',
    signs: 'member',
    settles: true,
    prepare: async (stage) => {
      const { caller } = await makeAdministrator(stage);
      await attachGuardrail(stage, 'federation');
      return caller;
    },
    calls: async (stage, administrator) => ({
      administrator: await changeProvider(administrator, stage),
      other: await outcome(administrator.iam.send(new ListOpenIDConnectProvidersCommand({}))),
      access: await changeProvider(await stage.member(), stage),
    }),
    expected: {
      administrator: { audience: held, thumbprint: held },
      other: allowed,
      access: {
        audience: refused('NoSuchEntityException'),
        thumbprint: refused('NoSuchEntityException'),
      },
    },
  }),
];
