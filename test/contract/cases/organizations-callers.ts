import {
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListRootsCommand,
  MoveAccountCommand,
} from '@aws-sdk/client-organizations';
import { type ContractCase, contractCase, plainCase } from '../support/case.ts';
import { allow, deny, policy } from '../support/documents.ts';
import { makeOpsUser, makePerson, makeUnit, putUserPolicy } from '../support/make.ts';
import { allowed, denied, outcome, refused } from '../support/outcome.ts';
import { organizationsApi, permissionsOf } from '../support/pages.ts';

/** Who may call Organizations, and what each call needs. */
export const organizationsCallerCases: readonly ContractCase[] = [
  plainCase({
    id: 'organizations/callers/member-describes-the-organization',
    rule: 'callers',
    page: organizationsApi('DescribeOrganization'),
    kind: 'reading',
    signs: 'member',
    calls: async (stage) => (await stage.member()).organizations.send(new DescribeOrganizationCommand({})),
    expected: ({ organization: { id, managementId } }) => ({
      Organization: {
        Id: id,
        Arn: `arn:aws:organizations::${managementId}:organization/${id}`,
        MasterAccountId: managementId,
        MasterAccountArn: `arn:aws:organizations::${managementId}:account/${id}/${managementId}`,
        MasterAccountEmail: /@/,
        FeatureSet: /^(ALL|CONSOLIDATED_BILLING)$/,
      },
    }),
  }),
  plainCase({
    id: 'organizations/callers/member-lists-no-accounts',
    rule: 'callers',
    page: organizationsApi('ListAccounts'),
    kind: 'reading',
    signs: 'member',
    calls: async (stage) => (await stage.member()).organizations.send(new ListAccountsCommand({})),
    expected: refused('AccessDeniedException', { status: 400 }),
  }),
  contractCase({
    id: 'organizations/callers/permissions-come-first',
    rule: 'callers',
    page: permissionsOf('awsorganizations'),
    kind: 'reversible',
    signs: 'ops',
    prepare: (stage) => makeOpsUser(stage),
    calls: (_, { caller }) => caller.organizations.send(new ListRootsCommand({})),
    expected: refused('AccessDeniedException', {
      message: /is not authorized to perform: organizations:ListRoots/,
    }),
  }),
  plainCase({
    id: 'organizations/callers/no-organization',
    rule: 'callers',
    page: organizationsApi('ListRoots'),
    kind: 'special',
    setUp: { options: { start: 'empty' } },
    calls: ({ management }) => management.organizations.send(new ListRootsCommand({})),
    expected: refused('AWSOrganizationsNotInUseException'),
  }),
  contractCase({
    id: 'organizations/permissions/one-unit',
    rule: 'organizations-permissions',
    page: permissionsOf('awsorganizations'),
    kind: 'reversible',
    settles: true,
    prepare: async (stage) => {
      const one = await makeUnit(stage, 'one');
      const other = await makeUnit(stage, 'other');
      const { managementId, id } = stage.organization;
      const arn = `arn:aws:organizations::${managementId}:ou/${id}/${one}`;
      const document = policy(allow('organizations:DescribeOrganizationalUnit', arn));
      return { one, other, person: await makePerson(stage, stage.management, 'person', [document]) };
    },
    calls: async (_, { one, other, person }) => {
      const describe = (id: string) =>
        outcome(
          person.caller.organizations.send(
            new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: id }),
          ),
        );
      return { one: await describe(one), other: await describe(other) };
    },
    expected: (_, { one }) => ({ one: { OrganizationalUnit: { Id: one } }, other: denied }),
  }),
  contractCase({
    id: 'organizations/permissions/move-needs-all-three',
    rule: 'organizations-permissions',
    page: permissionsOf('awsorganizations'),
    kind: 'reversible',
    settles: true,
    prepare: async (stage) => {
      const source = await makeUnit(stage, 'source');
      const destination = await makeUnit(stage, 'destination');
      const { managementId, id } = stage.organization;
      const arn = (unit: string) => `arn:aws:organizations::${managementId}:ou/${id}/${unit}`;
      const account = `arn:aws:organizations::${managementId}:account/${id}/*`;
      const move = 'organizations:MoveAccount';
      const complete = policy(allow(move, [account, arn(source), arn(destination)]));
      const lacking = policy(allow(move, [account, arn(source)]));
      return {
        input: { AccountId: '000000000000', SourceParentId: source, DestinationParentId: destination },
        complete: await makePerson(stage, stage.management, 'complete', [complete]),
        lacking: await makePerson(stage, stage.management, 'lacking', [lacking]),
      };
    },
    // Of an account that does not exist, so that nothing moves.
    calls: async (_, { input, complete, lacking }) => ({
      complete: await outcome(complete.caller.organizations.send(new MoveAccountCommand(input))),
      lacking: await outcome(lacking.caller.organizations.send(new MoveAccountCommand(input))),
    }),
    expected: { complete: allowed, lacking: denied },
  }),
  contractCase({
    id: 'organizations/permissions/tags-at-creation',
    rule: 'organizations-permissions',
    page: permissionsOf('awsorganizations'),
    kind: 'reversible',
    settles: true,
    prepare: async (stage) => {
      const parent = await makeUnit(stage, 'parent');
      // A name that is taken, so that what is allowed makes nothing.
      await makeUnit(stage, 'taken', parent);
      const document = policy(allow('organizations:CreateOrganizationalUnit'));
      return { parent, person: await makePerson(stage, stage.management, 'person', [document]) };
    },
    calls: async (stage, { parent, person }) => {
      const input = { ParentId: parent, Name: stage.name('taken') };
      const create = (Tags?: { Key: string; Value: string }[]) =>
        outcome(
          person.caller.organizations.send(
            new CreateOrganizationalUnitCommand({ ...input, ...(Tags ? { Tags } : {}) }),
          ),
        );
      return { plain: await create(), tagged: await create([{ Key: 'team', Value: 'one' }]) };
    },
    expected: { plain: refused('DuplicateOrganizationalUnitException'), tagged: denied },
  }),
  contractCase({
    id: 'organizations/permissions/service-linked-role',
    rule: 'organizations-permissions',
    page: organizationsApi('CreateOrganization'),
    kind: 'special',
    setUp: { options: { start: 'empty' } },
    prepare: (stage) =>
      makePerson(stage, stage.management, 'person', [policy(allow('organizations:CreateOrganization'))]),
    calls: (_, { caller }) => caller.organizations.send(new CreateOrganizationCommand({})),
    expected: refused('AccessDeniedForDependencyException', {
      reason: 'ACCESS_DENIED_DURING_CREATE_SERVICE_LINKED_ROLE',
    }),
  }),
  contractCase({
    id: 'organizations/permissions/denied-to-an-administrator',
    rule: 'organizations-permissions',
    page: permissionsOf('awsorganizations'),
    kind: 'reversible',
    settles: true,
    prepare: async (stage) => {
      const person = await makePerson(stage, stage.management, 'person');
      const document = policy(allow('organizations:*'), deny('organizations:ListRoots'));
      await putUserPolicy(stage.management, person.name, document);
      return person;
    },
    calls: async (_, { caller }) => ({
      accounts: await outcome(caller.organizations.send(new ListAccountsCommand({}))),
      roots: await outcome(caller.organizations.send(new ListRootsCommand({}))),
    }),
    expected: {
      accounts: allowed,
      roots: refused('AccessDeniedException', { message: /explicit deny/ }),
    },
  }),
];
