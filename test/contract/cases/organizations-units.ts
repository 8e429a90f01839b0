import {
  CreateOrganizationalUnitCommand,
  DeleteOrganizationalUnitCommand,
  DescribeOrganizationalUnitCommand,
  ListAccountsCommand,
  ListChildrenCommand,
  ListDelegatedAdministratorsCommand,
  ListOrganizationalUnitsForParentCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateOrganizationalUnitCommand,
} from '@aws-sdk/client-organizations';
import { given } from '../support/caller.ts';
import { type ContractCase, contractCase, plainCase } from '../support/case.ts';
import { makeUnit } from '../support/make.ts';
import { outcome, refused } from '../support/outcome.ts';
import { organizationsApi, organizationsGuide } from '../support/pages.ts';
import { listWith, type Shape } from '../support/shape.ts';
import type { Stage } from '../support/stage.ts';

const unitPage = organizationsApi('CreateOrganizationalUnit');
const tagPage = organizationsGuide('orgs_tagging');

const create = ({ management }: Stage, ParentId: string, Name: string) =>
  management.organizations.send(new CreateOrganizationalUnitCommand({ ParentId, Name }));

function tagging(
  stem: string,
  calls: (stage: Stage, unit: string) => Promise<unknown>,
  expected: Shape,
): ContractCase {
  return contractCase({
    id: `organizations/tags/${stem}`,
    rule: 'organizations-tags',
    page: tagPage,
    kind: 'reversible',
    prepare: (stage) => makeUnit(stage, 'tagged'),
    calls,
    expected,
  });
}

const tag = ({ management }: Stage, ResourceId: string, tags: readonly Tag[]) =>
  management.organizations.send(new TagResourceCommand({ ResourceId, Tags: [...tags] }));

const tagsOf = async (stage: Stage, ResourceId: string, fits: (tags: readonly Tag[]) => boolean) => {
  const list = async () => {
    const { Tags } = await stage.management.organizations.send(
      new ListTagsForResourceCommand({ ResourceId }),
    );
    return (Tags ?? []).sort((a, b) => ((a.Key ?? '') < (b.Key ?? '') ? -1 : 1));
  };
  return await stage.until(list, (value) => Array.isArray(value) && fits(value));
};

const manyTags = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ Key: `key-${index}`, Value: '' }));

/** OUs, their tags, and how lists come in pages. */
export const unitCases: readonly ContractCase[] = [
  contractCase({
    id: 'organizations/units/name-taken',
    rule: 'units',
    page: unitPage,
    kind: 'reversible',
    prepare: (stage) => makeUnit(stage, 'taken'),
    calls: (stage) => create(stage, stage.organization.rootId, stage.name('taken')),
    expected: refused('DuplicateOrganizationalUnitException'),
  }),
  contractCase({
    id: 'organizations/units/name-taken-elsewhere',
    rule: 'units',
    page: unitPage,
    kind: 'reversible',
    prepare: (stage) => makeUnit(stage, 'name'),
    calls: async (stage, first) =>
      stage.management.organizations.send(
        new DescribeOrganizationalUnitCommand({
          OrganizationalUnitId: await makeUnit(stage, 'name', first),
        }),
      ),
    expected: (stage) => ({ OrganizationalUnit: { Name: stage.name('name') } }),
  }),
  contractCase({
    id: 'organizations/units/shape',
    rule: 'units',
    page: unitPage,
    kind: 'reversible',
    settles: true,
    prepare: (stage) => makeUnit(stage, 'unit'),
    calls: ({ management }, id) =>
      management.organizations.send(new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: id })),
    expected: (stage, id) => ({
      OrganizationalUnit: {
        Id: id,
        Name: stage.name('unit'),
        Arn: `arn:aws:organizations::${stage.organization.managementId}:ou/${stage.organization.id}/${id}`,
      },
    }),
  }),
  contractCase({
    id: 'organizations/units/five-deep',
    rule: 'units',
    page: organizationsGuide('orgs_reference_limits'),
    kind: 'reversible',
    prepare: async (stage) => {
      let parent = stage.organization.rootId;
      for (const stem of ['1', '2', '3', '4', '5']) parent = await makeUnit(stage, stem, parent);
      return parent;
    },
    calls: (stage, fifth) => create(stage, fifth, stage.name('6')),
    expected: refused('ConstraintViolationException', { reason: 'OU_DEPTH_LIMIT_EXCEEDED' }),
  }),
  contractCase({
    id: 'organizations/units/not-empty',
    rule: 'units',
    page: organizationsApi('DeleteOrganizationalUnit'),
    kind: 'reversible',
    prepare: async (stage) => {
      const outer = await makeUnit(stage, 'outer');
      await makeUnit(stage, 'inner', outer);
      return outer;
    },
    calls: ({ management }, outer) =>
      management.organizations.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: outer })),
    expected: refused('OrganizationalUnitNotEmptyException'),
  }),
  contractCase({
    id: 'organizations/units/renamed-to-a-name-that-is-taken',
    rule: 'units',
    page: organizationsApi('UpdateOrganizationalUnit'),
    kind: 'reversible',
    prepare: async (stage) => {
      await makeUnit(stage, 'taken');
      return makeUnit(stage, 'renamed');
    },
    calls: async (stage, id) => {
      const rename = (stem: string) =>
        outcome(
          stage.management.organizations.send(
            new UpdateOrganizationalUnitCommand({ OrganizationalUnitId: id, Name: stage.name(stem) }),
          ),
        );
      return { taken: await rename('taken'), free: await rename('free') };
    },
    expected: (stage, id) => ({
      taken: refused('DuplicateOrganizationalUnitException'),
      free: { OrganizationalUnit: { Id: id, Name: stage.name('free') } },
    }),
  }),
  contractCase({
    id: 'organizations/units/gone',
    rule: 'units',
    page: organizationsApi('DeleteOrganizationalUnit'),
    kind: 'reversible',
    prepare: async (stage) => {
      const id = await makeUnit(stage, 'gone');
      await stage.management.organizations.send(
        new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: id }),
      );
      return id;
    },
    settles: true,
    calls: async (stage, id) => {
      const { organizations } = stage.management;
      const OrganizationalUnitId = id;
      return {
        described: await outcome(
          organizations.send(new DescribeOrganizationalUnitCommand({ OrganizationalUnitId })),
        ),
        deleted: await outcome(
          organizations.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId })),
        ),
        parent: await outcome(create(stage, id, stage.name('child'))),
      };
    },
    expected: {
      described: refused('OrganizationalUnitNotFoundException'),
      deleted: refused('OrganizationalUnitNotFoundException'),
      parent: refused('ParentNotFoundException'),
    },
  }),
  contractCase({
    id: 'organizations/units/children',
    rule: null,
    page: organizationsApi('ListChildren'),
    kind: 'reversible',
    settles: true,
    prepare: async (stage) => {
      const outer = await makeUnit(stage, 'outer');
      return { outer, inner: await makeUnit(stage, 'inner', outer) };
    },
    calls: ({ management }, { outer }) =>
      management.organizations.send(
        new ListChildrenCommand({ ParentId: outer, ChildType: 'ORGANIZATIONAL_UNIT' }),
      ),
    expected: (_, { inner }) => ({ Children: [{ Id: inner, Type: 'ORGANIZATIONAL_UNIT' }] }),
  }),
  plainCase({
    id: 'organizations/root',
    rule: null,
    page: organizationsApi('ListRoots'),
    kind: 'reading',
    calls: ({ management }) => management.organizations.send(new ListRootsCommand({})),
    expected: ({ organization: { id, rootId, managementId } }) => ({
      Roots: [
        { Id: rootId, Name: 'Root', Arn: `arn:aws:organizations::${managementId}:root/${id}/${rootId}` },
      ],
    }),
  }),
  plainCase({
    id: 'organizations/delegated-administrators/unknown-service',
    rule: 'service-principals',
    page: organizationsApi('ListDelegatedAdministrators'),
    kind: 'reading',
    known: 'observed',
    calls: ({ management }) =>
      management.organizations.send(
        new ListDelegatedAdministratorsCommand({ ServicePrincipal: 'nothing.example.com' }),
      ),
    expected: refused('InvalidInputException'),
  }),

  plainCase({
    id: 'organizations/pages/21-at-most-20',
    rule: 'organizations-pages',
    page: organizationsApi('ListAccounts'),
    kind: 'reading',
    calls: ({ management }) => management.organizations.send(new ListAccountsCommand({ MaxResults: 21 })),
    expected: refused('InvalidInputException', { reason: 'MAX_VALUE_EXCEEDED' }),
  }),
  plainCase({
    id: 'organizations/pages/none',
    rule: 'organizations-pages',
    page: organizationsApi('ListAccounts'),
    kind: 'reading',
    calls: ({ management }) => management.organizations.send(new ListAccountsCommand({ MaxResults: 0 })),
    expected: refused('InvalidInputException', { reason: 'MIN_VALUE_EXCEEDED' }),
  }),
  plainCase({
    id: 'organizations/pages/token-that-was-never-given',
    rule: 'organizations-pages',
    page: organizationsApi('ListAccounts'),
    kind: 'reading',
    calls: ({ management }) =>
      management.organizations.send(new ListAccountsCommand({ NextToken: 'never-given' })),
    expected: refused('InvalidInputException', { reason: 'INVALID_NEXT_TOKEN' }),
  }),
  contractCase({
    id: 'organizations/pages/token-of-another-list',
    rule: 'organizations-pages',
    page: organizationsApi('ListOrganizationalUnitsForParent'),
    kind: 'reversible',
    prepare: async (stage) => {
      const outer = await makeUnit(stage, 'outer');
      for (const stem of ['a', 'b', 'c']) await makeUnit(stage, stem, outer);
      return outer;
    },
    calls: async ({ management }, outer) => {
      const { organizations } = management;
      const { NextToken } = await organizations.send(
        new ListOrganizationalUnitsForParentCommand({ ParentId: outer, MaxResults: 1 }),
      );
      return organizations.send(
        new ListAccountsCommand({ NextToken: given(NextToken, 'NextToken'), MaxResults: 1 }),
      );
    },
    expected: refused('InvalidInputException', { reason: 'INVALID_NEXT_TOKEN' }),
  }),
  contractCase({
    id: 'organizations/pages/one-by-one',
    rule: 'organizations-pages',
    page: organizationsApi('ListOrganizationalUnitsForParent'),
    kind: 'reversible',
    settles: true,
    prepare: async (stage) => {
      const outer = await makeUnit(stage, 'outer');
      const ids: string[] = [];
      for (const stem of ['a', 'b', 'c']) ids.push(await makeUnit(stage, stem, outer));
      return { outer, ids };
    },
    // A page may be empty and yet not the last.
    calls: async ({ management }, { outer }) => {
      const found: (string | undefined)[] = [];
      let most = 0;
      let token: string | undefined;
      do {
        const { OrganizationalUnits = [], NextToken } = await management.organizations.send(
          new ListOrganizationalUnitsForParentCommand({
            ParentId: outer,
            MaxResults: 1,
            ...(token ? { NextToken: token } : {}),
          }),
        );
        most = Math.max(most, OrganizationalUnits.length);
        found.push(...OrganizationalUnits.map(({ Id }) => Id));
        token = NextToken;
      } while (token !== undefined && found.length < 20);
      return { most, found: found.sort() };
    },
    expected: (_, { ids }) => ({ most: 1, found: [...ids].sort() }),
  }),

  tagging(
    'written-over-and-taken-away',
    async (stage, unit) => {
      await tag(stage, unit, [
        { Key: 'team', Value: 'one' },
        { Key: 'Team', Value: 'other' },
      ]);
      await tag(stage, unit, [{ Key: 'team', Value: 'two' }]);
      const both = await tagsOf(stage, unit, (tags) => tags.some(({ Value }) => Value === 'two'));
      await stage.management.organizations.send(
        new UntagResourceCommand({ ResourceId: unit, TagKeys: ['team', 'never-there'] }),
      );
      return { both, rest: await tagsOf(stage, unit, (tags) => tags.length === 1) };
    },
    {
      both: [
        { Key: 'Team', Value: 'other' },
        { Key: 'team', Value: 'two' },
      ],
      rest: [{ Key: 'Team', Value: 'other' }],
    },
  ),
  tagging(
    'system-tag',
    (stage, unit) => tag(stage, unit, [{ Key: 'aws:team', Value: 'one' }]),
    refused('InvalidInputException', { reason: 'INVALID_SYSTEM_TAGS_PARAMETER' }),
  ),
  tagging(
    'given-twice',
    (stage, unit) =>
      tag(stage, unit, [
        { Key: 'team', Value: 'one' },
        { Key: 'team', Value: 'two' },
      ]),
    refused('InvalidInputException', { reason: 'DUPLICATE_TAG_KEY' }),
  ),
  tagging(
    'fifty',
    async (stage, unit) => {
      const fifty = await outcome(tag(stage, unit, manyTags(50)));
      return { fifty, more: await outcome(tag(stage, unit, [{ Key: 'more', Value: '' }])) };
    },
    {
      fifty: {},
      more: refused('ConstraintViolationException', { reason: 'MAX_TAG_LIMIT_EXCEEDED' }),
    },
  ),
  tagging(
    'no-such-resource',
    (stage) => tag(stage, '000000000000', [{ Key: 'team', Value: 'one' }]),
    refused('TargetNotFoundException'),
  ),
  plainCase({
    id: 'organizations/tags/on-root-and-account',
    rule: 'organizations-tags',
    page: tagPage,
    kind: 'reversible',
    signs: 'member',
    calls: async (stage) => {
      const key = stage.name('tag');
      const tagged = async (id: string) => {
        stage.tidy(`tag ${key} of ${id}`, () =>
          stage.management.organizations.send(new UntagResourceCommand({ ResourceId: id, TagKeys: [key] })),
        );
        await tag(stage, id, [{ Key: key, Value: 'here' }]);
        return await tagsOf(stage, id, (tags) => tags.some(({ Key }) => Key === key));
      };
      return { root: await tagged(stage.organization.rootId), account: await tagged(stage.memberId) };
    },
    expected: (stage) => {
      const own = listWith({ Key: stage.name('tag'), Value: 'here' });
      return { root: own, account: own };
    },
  }),
];
