import {
  CreateRoleCommand,
  GetAccountAuthorizationDetailsCommand,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import { CreateAccountCommand } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import type { Operation } from '../../../src/sandbox/operation.ts';
import { ground } from '../ground.ts';

function echoing(output: unknown = {}) {
  const inputs: unknown[] = [];
  const operation: Operation<unknown> = {
    mutates: false,
    permissions: () => [],
    run: (input) => {
      inputs.push(input);
      return output;
    },
  };
  return { operation, inputs };
}

test('text, numbers, structures and lists of an awsQuery request', async () => {
  const { operation, inputs } = echoing({});
  const input = {
    RoleName: 'a=b&c d+é',
    AssumeRolePolicyDocument: '{"Statement":[]}',
    MaxSessionDuration: 7200,
    Tags: [
      { Key: 'one', Value: '' },
      { Key: 'two', Value: '2' },
    ],
  };
  await ground({ operations: { iam: { CreateRole: operation } } })
    .iam()
    .send(new CreateRoleCommand(input));
  expect(inputs).toEqual([input]);
});

test('lists of text keep their order past nine, and an empty one stays a list', async () => {
  const { operation, inputs } = echoing({});
  const { sts } = ground({ operations: { sts: { AssumeRole: operation } } });
  const TransitiveTagKeys = Array.from({ length: 12 }, (_, index) => `k${index}`);
  const base = { RoleArn: 'arn:aws:iam::111122223333:role/r', RoleSessionName: 's' };
  await sts().send(new AssumeRoleCommand({ ...base, TransitiveTagKeys }));
  await sts().send(new AssumeRoleCommand({ ...base, Tags: [] }));
  expect(inputs).toEqual([
    { ...base, TransitiveTagKeys },
    { ...base, Tags: [] },
  ]);
});

test('an operation without any input gets an empty one', async () => {
  const { operation, inputs } = echoing({ IsTruncated: false, Roles: [] });
  await ground({ operations: { iam: { ListRoles: operation } } })
    .iam()
    .send(new ListRolesCommand({}));
  expect(inputs).toEqual([{}]);
});

test('outputs: times, empty lists, nested structures, and text that means something in XML', async () => {
  const output = {
    IsTruncated: false,
    UserDetailList: [],
    GroupDetailList: [
      {
        GroupName: 'a<b>&"c"\'',
        CreateDate: new Date('2030-01-02T03:04:05Z'),
        GroupPolicyList: [{ PolicyName: 'p', PolicyDocument: '%7B%22a%22%3A1%7D' }],
        AttachedManagedPolicies: [],
      },
    ],
    RoleDetailList: [],
    Policies: [],
  };
  const { operation } = echoing(output);
  const { iam } = ground({ operations: { iam: { GetAccountAuthorizationDetails: operation } } });
  const { $metadata, ...received } = await iam().send(new GetAccountAuthorizationDetailsCommand({}));
  expect(received).toEqual(output);
});

test('an awsJson request arrives as it was sent', async () => {
  const { operation, inputs } = echoing({});
  const input = { AccountName: 'a "quoted" é', Email: 'a@b.cd', Tags: [{ Key: 'k', Value: '' }] };
  await ground({ operations: { organizations: { CreateAccount: operation } } })
    .organizations()
    .send(new CreateAccountCommand(input));
  expect(inputs).toEqual([input]);
});
