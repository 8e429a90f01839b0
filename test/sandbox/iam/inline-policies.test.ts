import {
  DeleteGroupPolicyCommand,
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  GetGroupPolicyCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  ListGroupPoliciesCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, policy, type World, world } from '../world.ts';

interface Inline {
  put(name: string, document: string): Promise<unknown>;
  get(name: string): Promise<{ PolicyName?: string | undefined; PolicyDocument?: string | undefined }>;
  list(page?: { MaxItems?: number; Marker?: string | undefined }): Promise<{
    PolicyNames?: string[] | undefined;
    Marker?: string | undefined;
  }>;
  remove(name: string): Promise<unknown>;
}

/** The same four operations of a user, a group and a role of the Ops account. */
async function holdersOf({ iam, assume, ops }: World): Promise<Record<string, Inline>> {
  const RoleArn = `arn:aws:iam::${ops}:role/OrganizationAccountAccessRole`;
  const client = iam(await assume({ RoleArn, RoleSessionName: 'test' }));
  const user = { UserName: 'ops-user' };
  const group = { GroupName: 'Production' };
  const role = { RoleName: 'organizationaccountaccessrole' };
  return {
    user: {
      put: (PolicyName, PolicyDocument) =>
        client.send(new PutUserPolicyCommand({ ...user, PolicyName, PolicyDocument })),
      get: (PolicyName) => client.send(new GetUserPolicyCommand({ ...user, PolicyName })),
      list: (page) => client.send(new ListUserPoliciesCommand({ ...user, ...page })),
      remove: (PolicyName) => client.send(new DeleteUserPolicyCommand({ ...user, PolicyName })),
    },
    group: {
      put: (PolicyName, PolicyDocument) =>
        client.send(new PutGroupPolicyCommand({ ...group, PolicyName, PolicyDocument })),
      get: (PolicyName) => client.send(new GetGroupPolicyCommand({ ...group, PolicyName })),
      list: (page) => client.send(new ListGroupPoliciesCommand({ ...group, ...page })),
      remove: (PolicyName) => client.send(new DeleteGroupPolicyCommand({ ...group, PolicyName })),
    },
    role: {
      put: (PolicyName, PolicyDocument) =>
        client.send(new PutRolePolicyCommand({ ...role, PolicyName, PolicyDocument })),
      get: (PolicyName) => client.send(new GetRolePolicyCommand({ ...role, PolicyName })),
      list: (page) => client.send(new ListRolePoliciesCommand({ ...role, ...page })),
      remove: (PolicyName) => client.send(new DeleteRolePolicyCommand({ ...role, PolicyName })),
    },
  };
}

const kinds = [
  ['user', 2048, 'ops-user'],
  ['group', 5120, 'production'],
  ['role', 10_240, 'OrganizationAccountAccessRole'],
] as const;

/** A policy of so many characters. */
function sized(length: number): string {
  const empty = policy({ Sid: '', ...allow('iam:GetRole') });
  return policy({ Sid: 'x'.repeat(length - empty.length), ...allow('iam:GetRole') });
}

test.each(kinds)('inline policies of a %s: put, get, list, replace, delete', async (kind) => {
  const made = world();
  const holder = (await holdersOf(made))[kind];
  for (const name of (await holder?.list())?.PolicyNames ?? []) await holder?.remove(name);
  for (const name of ['c', 'a', 'b']) await holder?.put(name, policy(allow('iam:GetRole')));
  await holder?.put('a', policy(allow('iam:GetUser')));
  const first = await holder?.list({ MaxItems: 2 });
  expect(first?.PolicyNames).toEqual(['a']);
  expect((await holder?.list({ Marker: first?.Marker }))?.PolicyNames).toEqual(['b', 'c']);
  const found = await holder?.get('a');
  expect(found?.PolicyName).toBe('a');
  expect(found?.PolicyDocument).not.toContain('*');
  expect(decodeURIComponent(found?.PolicyDocument ?? '')).toBe(policy(allow('iam:GetUser')));
  await holder?.remove('a');
  for (const gone of [holder?.get('a'), holder?.remove('a')]) {
    expect(await failureOf(Promise.resolve(gone))).toMatchObject({
      name: 'NoSuchEntityException',
      message: `The ${kind} policy with name a cannot be found.`,
    });
  }
});

test.each(kinds)('inline policies of a %s: %i characters together', async (kind, quota, name) => {
  const made = world();
  // What is there already must not be part of what it counts.
  made.edit(made.ops, ({ groups }) => {
    if (groups.production) groups.production.inline = {};
  });
  const holder = (await holdersOf(made))[kind];
  const before = structuredClone(made.sandbox.state().iam);
  await holder?.put('a', sized(500));
  // White space does not count.
  await holder?.put('b', sized(quota - 500).replaceAll(',', ',\n   '));
  const tooMuch = {
    name: 'LimitExceededException',
    message: `Maximum policy size of ${quota} bytes exceeded for ${kind} ${name}`,
  };
  const one = policy({ Sid: '', ...allow('iam:GetRole') });
  expect(await failureOf(Promise.resolve(holder?.put('c', one)))).toMatchObject(tooMuch);
  expect(await failureOf(Promise.resolve(holder?.put('a', sized(501))))).toMatchObject(tooMuch);
  // One that is replaced makes room.
  await holder?.put('a', sized(499));
  await holder?.remove('a');
  await holder?.remove('b');
  expect(made.sandbox.state().iam).toEqual(before);
});

test('a document that is none is refused', async () => {
  const made = world();
  const { group } = await holdersOf(made);
  const before = structuredClone(made.sandbox.state());
  expect((await failureOf(Promise.resolve(group?.put('a', '{}')))).name).toBe(
    'MalformedPolicyDocumentException',
  );
  expect((await failureOf(Promise.resolve(group?.put('a b', policy(allow('*')))))).message).toMatch(
    /at 'policyName'/,
  );
  expect(made.sandbox.state()).toEqual(before);
});
