import {
  CreateOrganizationalUnitCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-organizations';
import { expect, test } from 'vitest';
import { failureOf, ground } from '../ground.ts';

function resources() {
  const g = ground();
  const { organization, units, accounts } = g.sandbox.state();
  const client = g.organizations();
  return {
    ...g,
    client,
    ids: {
      root: organization?.rootId ?? '',
      unit: Object.keys(units)[0] ?? '',
      account: Object.keys(accounts)[0] ?? '',
    },
    tag: (ResourceId: string, tags: Record<string, string>) =>
      client.send(
        new TagResourceCommand({
          ResourceId,
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        }),
      ),
    tagsOf: async (ResourceId: string) => {
      const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceId }));
      return Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key, Value]));
    },
  };
}

test.each(['root', 'unit', 'account'] as const)(
  'tags of the %s are set, replaced and removed',
  async (kind) => {
    const { ids, tag, tagsOf, client } = resources();
    const id = ids[kind];
    expect(await tagsOf(id)).toEqual({});
    await tag(id, { a: '1', b: '' });
    await tag(id, { a: '2' });
    expect(await tagsOf(id)).toEqual({ a: '2', b: '' });
    await client.send(new UntagResourceCommand({ ResourceId: id, TagKeys: ['a', 'never-there'] }));
    expect(await tagsOf(id)).toEqual({ b: '' });
  },
);

test('a unit can be tagged as it is made', async () => {
  const { client, ids, tagsOf, asked } = resources();
  const { OrganizationalUnit } = await client.send(
    new CreateOrganizationalUnitCommand({ ParentId: ids.root, Name: 'x', Tags: [{ Key: 'k', Value: 'v' }] }),
  );
  expect(asked.map(({ action }) => action)).toEqual([
    'organizations:CreateOrganizationalUnit',
    'organizations:TagResource',
  ]);
  expect(await tagsOf(OrganizationalUnit?.Id ?? '')).toEqual({ k: 'v' });
});

test('more than a page of tags', async () => {
  const { client, ids, tag } = resources();
  await tag(ids.account, Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`k${index}`, ''])));
  const keys: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const answer = await client.send(
      new ListTagsForResourceCommand({ ResourceId: ids.account, ...(NextToken ? { NextToken } : {}) }),
    );
    keys.push(...(answer.Tags ?? []).map(({ Key }) => Key));
    NextToken = answer.NextToken;
  } while (NextToken !== undefined);
  expect(new Set(keys).size).toBe(25);
});

test('a resource that does not exist, and one that cannot', async () => {
  const { tag, tagsOf } = resources();
  expect((await failureOf(tag('100000000000', { a: '' }))).name).toBe('TargetNotFoundException');
  expect((await failureOf(tagsOf('ou-zzzz-zzzzzzzz'))).name).toBe('TargetNotFoundException');
  expect(await failureOf(tagsOf('nonsense'))).toMatchObject({ Reason: 'INVALID_PATTERN_TARGET_ID' });
});

test('the limit of 50 counts the tags that are there', async () => {
  const { tag, ids } = resources();
  const many = (from: number, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${from + index}`, '']));
  await tag(ids.account, many(0, 50));
  await tag(ids.account, many(0, 50));
  expect(await failureOf(tag(ids.account, many(50, 1)))).toMatchObject({ Reason: 'MAX_TAG_LIMIT_EXCEEDED' });
});
