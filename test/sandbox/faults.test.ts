import {
  CreateOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListOrganizationalUnitsForParentCommand,
} from '@aws-sdk/client-organizations';
import { expect, test } from 'vitest';
import type { FaultRule } from '../../src/sandbox/faults.ts';
import { failureOf, type Ground, ground } from './ground.ts';

/** A call with an effect that can be seen. */
function createUnit({ organizations, sandbox }: Ground, Name = 'extra', options = {}) {
  const ParentId = sandbox.state().organization?.rootId;
  return organizations().send(new CreateOrganizationalUnitCommand({ ParentId, Name }), options);
}

const hasUnit = ({ sandbox }: Ground, name = 'extra') =>
  Object.values(sandbox.state().units).some((unit) => unit.name === name);

const withFault = (fault: FaultRule['fault']) =>
  ground({ faults: [{ operation: 'CreateOrganizationalUnit', fault }] });

test('throttling: so many calls fail, the next one goes through', async () => {
  const g = ground({
    faults: [{ operation: 'CreateOrganizationalUnit', times: 2, fault: { kind: 'throttle' } }],
  });
  expect((await failureOf(createUnit(g))).name).toBe('TooManyRequestsException');
  expect((await failureOf(createUnit(g))).name).toBe('TooManyRequestsException');
  expect(hasUnit(g)).toBe(false);
  await createUnit(g);
  expect(g.sandbox.calls.map((call) => call.outcome)).toEqual([
    'TooManyRequestsException',
    'TooManyRequestsException',
    'ok',
  ]);
});

test('a fault that depends on the call', async () => {
  const g = withFault(({ operation }) => ({
    kind: 'error',
    code: 'InvalidInputException',
    message: operation,
  }));
  expect(await failureOf(createUnit(g))).toMatchObject({ message: 'CreateOrganizationalUnit' });
});

test('any error, with its members', async () => {
  const g = withFault({
    kind: 'error',
    code: 'ConstraintViolationException',
    message: 'full',
    members: { Reason: 'OU_NUMBER_LIMIT_EXCEEDED' },
  });
  expect(await failureOf(createUnit(g))).toMatchObject({
    name: 'ConstraintViolationException',
    message: 'full',
    Reason: 'OU_NUMBER_LIMIT_EXCEEDED',
  });
  expect(hasUnit(g)).toBe(false);
});

test('a stale read: what is written meanwhile is there, and shows later', async () => {
  const g = withFault({ kind: 'stale', milliseconds: 5_000 });
  const list = async () => {
    const ParentId = g.sandbox.state().organization?.rootId;
    const answer = await g.organizations().send(new ListOrganizationalUnitsForParentCommand({ ParentId }));
    return answer.OrganizationalUnits?.map(({ Name }) => Name);
  };
  await createUnit(g);
  await createUnit(g, 'second');
  expect([hasUnit(g), hasUnit(g, 'second')]).toEqual([true, true]);
  expect(await list()).toEqual(expect.not.arrayContaining(['extra', 'second']));
  // A write is judged by what is: the name is taken.
  expect((await failureOf(createUnit(g))).name).toBe('DuplicateOrganizationalUnitException');
  g.clock.advance(5_000);
  expect(await list()).toEqual(expect.arrayContaining(['extra', 'second']));
});

test.each([
  ['before', false, 'ECONNRESET'],
  ['after', true, 'ok'],
] as const)('a reset %s the effect', async (when, effect, outcome) => {
  const g = withFault({ kind: 'reset', when });
  expect((await failureOf(createUnit(g))).code).toBe('ECONNRESET');
  expect(hasUnit(g)).toBe(effect);
  expect(g.sandbox.calls.map((call) => call.outcome)).toEqual([outcome]);
});

test.each([
  ['before', false],
  ['after', true],
] as const)('status 500 %s the effect', async (when, effect) => {
  const g = withFault({ kind: 'http500', when });
  expect((await failureOf(createUnit(g))).$metadata?.httpStatusCode).toBe(500);
  expect(hasUnit(g)).toBe(effect);
});

test('a truncated reply: the effect is there, the answer cannot be read', async () => {
  const g = withFault({ kind: 'truncated' });
  expect((await failureOf(createUnit(g))).code).toBe('ECONNRESET');
  expect(hasUnit(g)).toBe(true);
});

test.each([
  ['before', false],
  ['after', true],
] as const)(
  'no reply, %s the effect, ends with the request timeout by the sandbox’s clock',
  async (when, effect) => {
    const g = withFault({ kind: 'noReply', when });
    const started = g.clock.now();
    const error = await failureOf(createUnit(g, 'extra', { requestTimeout: 30_000 }));
    expect(error.name).toBe('TimeoutError');
    expect(g.clock.now() - started).toBe(30_000);
    expect(hasUnit(g)).toBe(effect);
  },
);

test('no reply ends with the caller’s signal where no timeout is set', async () => {
  const g = withFault({ kind: 'noReply', when: 'after' });
  const abort = new AbortController();
  const calling = createUnit(g, 'extra', { abortSignal: abort.signal });
  const failing = failureOf(calling);
  while (!hasUnit(g)) await new Promise((resolve) => setImmediate(resolve));
  abort.abort();
  expect((await failing).name).toBe('AbortError');
});

test('a delay passes on the sandbox’s clock, unless the request timeout is shorter', async () => {
  const g = ground({
    faults: [
      { operation: 'CreateOrganizationalUnit', times: 2, fault: { kind: 'delay', milliseconds: 5_000 } },
    ],
  });
  const started = g.clock.now();
  await createUnit(g, 'one', { requestTimeout: 6_000 });
  expect(g.clock.now() - started).toBe(5_000);
  expect((await failureOf(createUnit(g, 'two', { requestTimeout: 1_000 }))).name).toBe('TimeoutError');
  expect(g.clock.now() - started).toBe(6_000);
  expect(hasUnit(g, 'two')).toBe(false);
});

test('hooks run before and after the effect and see the call', async () => {
  const seen: unknown[] = [];
  const g = ground();
  g.sandbox.faults.add({
    operation: 'CreateOrganizationalUnit',
    times: 2,
    fault: {
      kind: 'hook',
      before: ({ input }) => void seen.push(['before', input.Name, hasUnit(g)]),
      after: async ({ operation }) => {
        seen.push(['after', operation, hasUnit(g)]);
        throw new Error('the process is gone');
      },
    },
  });
  expect((await failureOf(createUnit(g))).message).toBe('the process is gone');
  expect(seen).toEqual([
    ['before', 'extra', false],
    ['after', 'CreateOrganizationalUnit', true],
  ]);
});

test('rules meet the calls that they describe, and can be taken away', async () => {
  const g = ground();
  const { faults, profiles } = g.sandbox;
  const throttle = { fault: { kind: 'throttle' } } as const;
  const list = () => g.organizations().send(new ListAccountsCommand({}));
  const describe = (keys = profiles.management) =>
    g.organizations(keys).send(new DescribeOrganizationCommand({}));

  faults.add({ ...throttle, service: 'organizations', operation: 'ListAccounts', nth: 2 });
  await list();
  await describe();
  expect((await failureOf(list())).name).toBe('TooManyRequestsException');
  await list();

  faults.add({ ...throttle, service: 'sts' });
  faults.add({ ...throttle, accountId: g.sandbox.state().managementAccountId });
  await describe(profiles.ops);
  await failureOf(describe());
  await describe();

  faults.add({ ...throttle, times: Number.POSITIVE_INFINITY, when: (call) => call.input.MaxResults === 1 });
  await list();
  await failureOf(g.organizations().send(new ListAccountsCommand({ MaxResults: 1 })));
  faults.clear();
  await g.organizations().send(new ListAccountsCommand({ MaxResults: 1 }));

  const remove = faults.add({ ...throttle, operation: 'ListAccounts' });
  remove();
  await list();
});
