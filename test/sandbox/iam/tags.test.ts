import {
  CreatePolicyCommand,
  CreateRoleCommand,
  ListPolicyTagsCommand,
  ListRoleTagsCommand,
  ListUserTagsCommand,
  type Tag,
  TagPolicyCommand,
  TagRoleCommand,
  TagUserCommand,
  UntagPolicyCommand,
  UntagRoleCommand,
  UntagUserCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, policy, trust, type World, world } from '../world.ts';

async function taggedOf({ iam, management }: World) {
  const client = iam();
  await client.send(new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument: trust('*') }));
  await client.send(new CreatePolicyCommand({ PolicyName: 'x', PolicyDocument: policy(allow('*')) }));
  const PolicyArn = `arn:aws:iam::${management}:policy/x`;
  return {
    role: {
      tag: (Tags: Tag[]) => client.send(new TagRoleCommand({ RoleName: 'X', Tags })),
      untag: (TagKeys: string[]) => client.send(new UntagRoleCommand({ RoleName: 'X', TagKeys })),
      list: (page = {}) => client.send(new ListRoleTagsCommand({ RoleName: 'X', ...page })),
    },
    user: {
      tag: (Tags: Tag[]) => client.send(new TagUserCommand({ UserName: 'management-admin', Tags })),
      untag: (TagKeys: string[]) =>
        client.send(new UntagUserCommand({ UserName: 'management-admin', TagKeys })),
      list: (page = {}) => client.send(new ListUserTagsCommand({ UserName: 'management-admin', ...page })),
    },
    policy: {
      tag: (Tags: Tag[]) => client.send(new TagPolicyCommand({ PolicyArn, Tags })),
      untag: (TagKeys: string[]) => client.send(new UntagPolicyCommand({ PolicyArn, TagKeys })),
      list: (page = {}) => client.send(new ListPolicyTagsCommand({ PolicyArn, ...page })),
    },
  };
}

test.each(['role', 'user', 'policy'] as const)('tags of a %s', async (kind) => {
  const tagged = (await taggedOf(world()))[kind];
  await tagged.tag([
    { Key: 'b', Value: '1' },
    { Key: 'a', Value: '' },
    { Key: 'c', Value: '3' },
  ]);
  // Keys differ by more than case, so this is the same one, as it is written now.
  await tagged.tag([{ Key: 'B', Value: '2' }]);
  expect((await tagged.list()).Tags).toEqual([
    { Key: 'B', Value: '2' },
    { Key: 'a', Value: '' },
    { Key: 'c', Value: '3' },
  ]);
  const page = await tagged.list({ MaxItems: 2 });
  expect([page.Tags?.length, page.IsTruncated]).toEqual([1, true]);
  await tagged.untag(['A', 'c', 'none']);
  expect((await tagged.list()).Tags).toEqual([{ Key: 'B', Value: '2' }]);
});

test('fifty tags are the most', async () => {
  const { role } = await taggedOf(world());
  const tags = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => ({ Key: `k${from + index}`, Value: 'v' }));
  await role.tag(tags(0, 50));
  expect((await failureOf(role.tag(tags(50, 51)))).name).toBe('LimitExceededException');
  expect(await failureOf(role.tag(tags(0, 51)))).toMatchObject({
    name: 'ValidationError',
    message: expect.stringMatching(/' at 'tags' failed .* length less than or equal to 50$/),
  });
  expect((await role.list()).Tags).toHaveLength(50);
});

test.each([
  ['51 keys', Array.from({ length: 51 }, (_, index) => `k${index}`), /less than or equal to 50$/],
  ['a key of 129 characters', ['x'.repeat(129)], /\[Member must have length less than or equal to 128, /],
  ['an empty key', ['a', ''], /^1 validation error detected: Value '\[a, \]' at 'tagKeys' failed/],
  ['a key with a character that keys do not have', ['a!'], /regular expression pattern: \[/],
])('%s are not taken away', async (_, keys, message) => {
  const tagged = await taggedOf(world());
  for (const { untag } of [tagged.role, tagged.user, tagged.policy]) {
    expect(await failureOf(untag(keys))).toMatchObject({
      name: 'ValidationError',
      message: expect.stringMatching(message),
    });
  }
});

test("AWS's policies take no tags", async () => {
  const { iam } = world();
  const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  const tag = new TagPolicyCommand({ PolicyArn, Tags: [{ Key: 'a', Value: 'b' }] });
  expect((await failureOf(iam().send(tag))).name).toBe('InvalidInputException');
});
