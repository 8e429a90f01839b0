import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  GetAccountSummaryCommand,
  GetOpenIDConnectProviderCommand,
  type IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListOpenIDConnectProviderTagsCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  UntagOpenIDConnectProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, policy, world } from '../world.ts';

const Url = 'https://token.actions.githubusercontent.com';
const thumbprint = '0123456789abcdef0123456789abcdef01234567';

async function created(iam: IAMClient, input: { ClientIDList?: string[] } = {}): Promise<string> {
  const made = await iam.send(new CreateOpenIDConnectProviderCommand({ Url, ...input }));
  return made.OpenIDConnectProviderArn ?? '';
}

const read = (iam: IAMClient, OpenIDConnectProviderArn: string) =>
  iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));

test('a provider is made once for an issuer, and is shown without the scheme', async () => {
  const { iam, management, clock } = world();
  const made = await iam().send(
    new CreateOpenIDConnectProviderCommand({
      Url: `${Url}/path`,
      ClientIDList: ['sts.amazonaws.com', 'other', 'other'],
      ThumbprintList: [thumbprint],
      Tags: [
        { Key: 'team', Value: 'ops' },
        { Key: 'cost', Value: '1' },
      ],
    }),
  );
  const arn = `arn:aws:iam::${management}:oidc-provider/token.actions.githubusercontent.com/path`;
  expect(made.OpenIDConnectProviderArn).toBe(arn);
  expect(made.Tags).toHaveLength(2);
  const { $metadata: _, ...shown } = await read(iam(), arn);
  expect(shown).toEqual({
    Url: 'token.actions.githubusercontent.com/path',
    ClientIDList: ['sts.amazonaws.com', 'other'],
    ThumbprintList: [thumbprint],
    CreateDate: new Date(clock.now()),
    Tags: [
      { Key: 'cost', Value: '1' },
      { Key: 'team', Value: 'ops' },
    ],
  });
  const again = new CreateOpenIDConnectProviderCommand({ Url: `${Url}/path` });
  expect(await failureOf(iam().send(again))).toMatchObject({
    name: 'EntityAlreadyExistsException',
    message: `Provider with url ${Url}/path already exists.`,
  });
  await created(iam());
  const { OpenIDConnectProviderList } = await iam().send(new ListOpenIDConnectProvidersCommand({}));
  expect(OpenIDConnectProviderList).toEqual([{ Arn: arn }, { Arn: arn.replace('/path', '') }]);
  expect((await iam().send(new GetAccountSummaryCommand({}))).SummaryMap).toMatchObject({ Providers: 2 });
});

test('without a thumbprint, IAM takes one itself', async () => {
  const { iam } = world();
  const { ThumbprintList } = await read(iam(), await created(iam()));
  expect(ThumbprintList).toEqual([expect.stringMatching(/^[0-9a-f]{40}$/)]);
});

test.each([
  ['http://example.com', 'ValidationError', 'Invalid Open ID Connect Provider URL'],
  ['example.com', 'ValidationError', 'Invalid Open ID Connect Provider URL'],
  ['https://example.com:8443', 'InvalidInputException', 'Invalid Open ID Connect Provider URL'],
  ['https://example.com:443/x', 'InvalidInputException', 'Invalid Open ID Connect Provider URL'],
  ['https://me@example.com', 'InvalidInputException', 'Invalid Open ID Connect Provider URL'],
  ['https://example.com/#x', 'InvalidInputException', 'Invalid Open ID Connect Provider URL'],
  ['https://example.com/?x=1', 'InvalidInputException', 'Invalid Open ID Connect Provider URL'],
  [`https://example.com/${'x'.repeat(250)}`, 'ValidationError', 'less than or equal to 255'],
])('the address %s is refused', async (address, name, message) => {
  const { iam } = world();
  const create = iam().send(new CreateOpenIDConnectProviderCommand({ Url: address }));
  expect(await failureOf(create)).toMatchObject({ name, message: expect.stringContaining(message) });
});

test('client ids come and go one by one, and doing it again changes nothing', async () => {
  const { iam } = world();
  const OpenIDConnectProviderArn = await created(iam(), { ClientIDList: ['one'] });
  const add = (ClientID: string) =>
    iam().send(new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID }));
  const remove = (ClientID: string) =>
    iam().send(new RemoveClientIDFromOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID }));
  const ids = async () => (await read(iam(), OpenIDConnectProviderArn)).ClientIDList;
  await add('two');
  await add('two');
  expect(await ids()).toEqual(['one', 'two']);
  await remove('one');
  await remove('one');
  expect(await ids()).toEqual(['two']);
  expect((await failureOf(add('x'.repeat(256)))).name).toBe('ValidationError');
});

test('limits: 100 providers, 100 client ids, 5 thumbprints of 40 digits', async () => {
  const { iam, edit, management } = world();
  const ids = Array.from({ length: 100 }, (_, index) => `id-${index}`);
  const limited = { name: 'LimitExceededException' };
  const many = new CreateOpenIDConnectProviderCommand({ Url, ClientIDList: [...ids, 'more'] });
  expect(await failureOf(iam().send(many))).toMatchObject(limited);
  const OpenIDConnectProviderArn = await created(iam(), { ClientIDList: ids });
  const more = new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID: 'more' });
  expect(await failureOf(iam().send(more))).toMatchObject({
    ...limited,
    message: 'Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100',
  });
  const update = (ThumbprintList: string[]) =>
    iam().send(
      new UpdateOpenIDConnectProviderThumbprintCommand({ OpenIDConnectProviderArn, ThumbprintList }),
    );
  expect((await failureOf(update(Array(6).fill(thumbprint)))).name).toBe('InvalidInputException');
  expect((await failureOf(update(['short']))).name).toBe('ValidationError');
  expect((await failureOf(update([]))).name).toBe('InvalidInputException');
  await update([thumbprint]);
  expect((await read(iam(), OpenIDConnectProviderArn)).ThumbprintList).toEqual([thumbprint]);
  edit(management, (own) => {
    const one = own.oidcProviders?.[OpenIDConnectProviderArn];
    if (one === undefined) throw new Error('The provider is kept by its ARN.');
    own.oidcProviders = Object.fromEntries(ids.map((id) => [id, one]));
  });
  const another = new CreateOpenIDConnectProviderCommand({ Url: 'https://example.com' });
  expect(await failureOf(iam().send(another))).toMatchObject({
    ...limited,
    message: 'Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100',
  });
});

test('one that does not exist is NoSuchEntity for everything but its deletion', async () => {
  const { iam, management } = world();
  const OpenIDConnectProviderArn = `arn:aws:iam::${management}:oidc-provider/example.com`;
  const missing = {
    name: 'NoSuchEntityException',
    message: `OpenIDConnect Provider not found for arn ${OpenIDConnectProviderArn}`,
  };
  const named = { OpenIDConnectProviderArn };
  const calls = [
    read(iam(), OpenIDConnectProviderArn),
    iam().send(new AddClientIDToOpenIDConnectProviderCommand({ ...named, ClientID: 'one' })),
    iam().send(new RemoveClientIDFromOpenIDConnectProviderCommand({ ...named, ClientID: 'one' })),
    iam().send(new UpdateOpenIDConnectProviderThumbprintCommand({ ...named, ThumbprintList: [thumbprint] })),
    iam().send(new TagOpenIDConnectProviderCommand({ ...named, Tags: [] })),
    iam().send(new UntagOpenIDConnectProviderCommand({ ...named, TagKeys: ['x'] })),
    iam().send(new ListOpenIDConnectProviderTagsCommand(named)),
  ];
  for (const call of calls) expect(await failureOf(call)).toMatchObject(missing);
  await iam().send(new DeleteOpenIDConnectProviderCommand(named));
});

test('a deleted one is gone', async () => {
  const { iam } = world();
  const OpenIDConnectProviderArn = await created(iam());
  await iam().send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
  expect((await failureOf(read(iam(), OpenIDConnectProviderArn))).name).toBe('NoSuchEntityException');
  expect(await created(iam())).toBe(OpenIDConnectProviderArn);
});

test('tags are set, listed and taken away', async () => {
  const { iam } = world();
  const named = { OpenIDConnectProviderArn: await created(iam()) };
  await iam().send(new TagOpenIDConnectProviderCommand({ ...named, Tags: [{ Key: 'a', Value: '1' }] }));
  await iam().send(new TagOpenIDConnectProviderCommand({ ...named, Tags: [{ Key: 'b', Value: '2' }] }));
  await iam().send(new UntagOpenIDConnectProviderCommand({ ...named, TagKeys: ['A'] }));
  const { Tags } = await iam().send(new ListOpenIDConnectProviderTagsCommand(named));
  expect(Tags).toEqual([{ Key: 'b', Value: '2' }]);
});

test('permissions are on the ARN, tags at the creation need theirs, and policies may ask for the tags', async () => {
  const { iam, addUser, management } = world();
  const arn = `arn:aws:iam::${management}:oidc-provider/token.actions.githubusercontent.com`;
  const document = policy(allow('iam:CreateOpenIDConnectProvider', arn), {
    ...allow('iam:GetOpenIDConnectProvider', arn),
    Condition: { StringEquals: { 'aws:ResourceTag/team': 'ops' } },
  });
  const jane = iam(addUser(management, 'jane', [document]));
  const tagged = { Url, Tags: [{ Key: 'team', Value: 'ops' }] };
  expect((await failureOf(jane.send(new CreateOpenIDConnectProviderCommand(tagged)))).message).toContain(
    `is not authorized to perform: iam:TagOpenIDConnectProvider on resource: ${arn}`,
  );
  await created(jane);
  expect((await failureOf(read(jane, arn))).message).toContain(
    `is not authorized to perform: iam:GetOpenIDConnectProvider on resource: ${arn}`,
  );
  await iam().send(new TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn, Tags: tagged.Tags }));
  expect((await read(jane, arn)).Url).toBe('token.actions.githubusercontent.com');
  expect(
    (await failureOf(jane.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }))))
      .message,
  ).toContain(`iam:DeleteOpenIDConnectProvider on resource: ${arn}`);
});
