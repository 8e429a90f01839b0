import {
  CreateAccountAliasCommand,
  DeleteAccountAliasCommand,
  ListAccountAliasesCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, policy, world } from '../world.ts';

test('an account has one alias, and a new one takes its place', async () => {
  const { iam } = world();
  const aliases = async () => (await iam().send(new ListAccountAliasesCommand({}))).AccountAliases;
  expect(await aliases()).toEqual([]);
  await iam().send(new CreateAccountAliasCommand({ AccountAlias: 'first' }));
  await iam().send(new CreateAccountAliasCommand({ AccountAlias: 'second-1' }));
  expect(await aliases()).toEqual(['second-1']);
  const gone = iam().send(new DeleteAccountAliasCommand({ AccountAlias: 'first' }));
  expect(await failureOf(gone)).toMatchObject({
    name: 'NoSuchEntityException',
    message: 'The account alias first cannot be found.',
  });
  await iam().send(new DeleteAccountAliasCommand({ AccountAlias: 'second-1' }));
  expect(await aliases()).toEqual([]);
});

test('an alias belongs to one account only', async () => {
  const { iam, addUser, ops } = world();
  const jane = addUser(ops, 'jane', [policy(allow('iam:*AccountAlias*'))]);
  await iam().send(new CreateAccountAliasCommand({ AccountAlias: 'taken' }));
  const again = new CreateAccountAliasCommand({ AccountAlias: 'taken' });
  for (const client of [iam(jane), iam()]) {
    expect((await failureOf(client.send(again))).name).toBe('EntityAlreadyExistsException');
  }
  expect((await iam(jane).send(new ListAccountAliasesCommand({}))).AccountAliases).toEqual([]);
});

test.each(['ab', 'Upper', '-start', 'end-', 'two--dashes', 'a_b', 'x'.repeat(64)])(
  '%s is no alias',
  async (AccountAlias) => {
    const { iam, sandbox } = world();
    const before = structuredClone(sandbox.state());
    const failure = await failureOf(iam().send(new CreateAccountAliasCommand({ AccountAlias })));
    expect(failure.message).toContain("at 'accountAlias' failed to satisfy constraint");
    expect(sandbox.state()).toEqual(before);
  },
);

test('making and deleting one needs a permission', async () => {
  const { iam, addUser, management } = world();
  const jane = iam(addUser(management, 'jane', [policy(allow('iam:ListAccountAliases'))]));
  const AccountAlias = 'mine';
  const refused = [
    jane.send(new CreateAccountAliasCommand({ AccountAlias })),
    jane.send(new DeleteAccountAliasCommand({ AccountAlias })),
  ];
  for (const call of refused) expect((await failureOf(call)).name).toBe('AccessDenied');
});
