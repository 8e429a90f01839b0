import { describe, expect, it } from 'vitest';
import type { FaultRule } from '../../src/sandbox/faults.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { jsonOf, runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { clean, type Result } from '../support/repair.ts';
import { idOf } from '../support/state.ts';

/**
 * What MoveAccount answers for an account that is not in the source. The page of the API can be read both ways, and
 * programs that run against AWS meet the first.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html
 */
const answers = {
  'AccountNotFoundException always': () => 'AccountNotFoundException',
  'an error for each case': (isThere: boolean) =>
    isThere ? 'DuplicateAccountException' : 'SourceParentNotFoundException',
} as const;
const answering = Object.entries(answers);

/** MoveAccount answers by the code of `answer` where the account is not in the source. */
function elsewhere(organization: TestOrganization, answer: (isThere: boolean) => string): FaultRule {
  const place = (id: unknown) => organization.sandbox.state().accounts[String(id)]?.parentId;
  return {
    operation: 'MoveAccount',
    times: Number.POSITIVE_INFINITY,
    when: ({ input }) => place(input.AccountId) !== input.SourceParentId,
    fault: ({ input }) => ({
      kind: 'error',
      code: answer(place(input.AccountId) === input.DestinationParentId),
    }),
  };
}

const lost: FaultRule = { operation: 'MoveAccount', fault: { kind: 'reset', when: 'after' } };

function unit(state: SandboxState, name: string): string {
  const found = Object.values(state.units).find((one) => one.name === name);
  if (!found) throw new Error(`no OU ${name}`);
  return found.id;
}

const move = ({ sandbox }: TestOrganization, name: string) =>
  sandbox.edit((state) =>
    Object.assign(state.accounts[idOf(state, 'acme')] ?? {}, { parentId: unit(state, name) }),
  );

/** Where the account is, which calls were sent, and how long it took. */
async function run(
  organization: TestOrganization,
  argv: readonly string[],
  options: { readonly whileAsked?: () => void } = {},
) {
  const { sandbox, clock } = organization;
  const started = clock.now();
  const typed = sandbox.state().organization?.id ?? '';
  const before = sandbox.calls.length;
  const result = await runCli(organization, argv, { ...options, answer: true, typed });
  const moves = sandbox.calls.slice(before).filter(({ operation }) => operation === 'MoveAccount').length;
  const state = sandbox.state();
  const parentId = state.accounts[idOf(state, 'acme')]?.parentId ?? '';
  return { ...result, moves, seconds: (clock.now() - started) / 1000, place: state.units[parentId]?.name };
}

describe.each(answering)('org repair, where MoveAccount answers %s', (_name, answer) => {
  const misplaced = async () => {
    const organization = await clean();
    move(organization, 'Envs');
    organization.sandbox.faults.add(elsewhere(organization, answer));
    return organization;
  };
  const statuses = (stdout: string) => (JSON.parse(stdout) as Result).changes.map(({ status }) => status);

  it('a move that was done and whose answer was lost is its own', async () => {
    const organization = await misplaced();
    organization.sandbox.faults.add(lost);
    const { code, stdout, stderr, moves, seconds } = await run(organization, [
      'org',
      'repair',
      '--yes',
      '--json',
    ]);
    expect({ code, moves, statuses: statuses(stdout) }, stderr).toEqual({
      code: 0,
      moves: 2,
      statuses: ['applied'],
    });
    expect(seconds).toBeLessThan(10);
  });

  it('an account that somebody moved to the same place is left there', async () => {
    const organization = await misplaced();
    const { code, stdout, stderr, moves, seconds } = await run(organization, ['org', 'repair', '--json'], {
      whileAsked: () => move(organization, 'Production'),
    });
    expect({ code, moves, statuses: statuses(stdout) }, stderr).toEqual({
      code: 0,
      moves: 1,
      statuses: ['unchanged'],
    });
    expect(seconds).toBeLessThan(10);
  });

  it('an account that somebody moved elsewhere is reported at once', async () => {
    const organization = await misplaced();
    const { code, stderr, moves, seconds, place } = await run(organization, ['org', 'repair'], {
      whileAsked: () => move(organization, 'Users'),
    });
    expect({ code, moves, place }).toEqual({ code: 1, moves: 1, place: 'Users' });
    expect(stderr).toContain(': it was moved after diverst read it');
    expect(seconds).toBeLessThan(10);
  });
});

describe.each(answering)('client init, where MoveAccount answers %s', (_name, answer) => {
  it('a move that was done and whose answer was lost is its own', async () => {
    const organization = testOrganization();
    organization.sandbox.faults.add(elsewhere(organization, answer));
    organization.sandbox.faults.add(lost);
    const result = await run(organization, ['client', 'init', 'acme', '--yes', '--json']);
    expect({ code: result.code, moves: result.moves, place: result.place }, result.stderr).toEqual({
      code: 0,
      moves: 2,
      place: 'Production',
    });
    const moved = jsonOf<Result>(result).changes.find(({ kind }) => kind === 'move-account');
    expect(moved?.status).toBe('applied');
  });

  it('an account that somebody moved elsewhere is moved from there', async () => {
    const organization = testOrganization();
    organization.sandbox.faults.add(elsewhere(organization, answer));
    organization.sandbox.faults.add({
      operation: 'MoveAccount',
      // A second run of somebody's, between this run's look and its move.
      fault: { kind: 'hook', before: () => move(organization, 'Users') },
    });
    const { code, place, stderr } = await run(organization, ['client', 'init', 'acme', '--yes']);
    expect({ code, place }, stderr).toEqual({ code: 0, place: 'Production' });
  });
});

describe('an account that AWS does not know', () => {
  const unknown = (operation: string, times: number): FaultRule => ({
    operation,
    times,
    fault: { kind: 'error', code: 'AccountNotFoundException' },
  });

  it('is waited for while it is young', async () => {
    const organization = testOrganization();
    organization.sandbox.faults.add(unknown('MoveAccount', 4));
    organization.sandbox.faults.add(unknown('DescribeAccount', 4));
    const { code, place, stderr } = await run(organization, ['client', 'init', 'acme', '--yes']);
    expect({ code, place }, stderr).toEqual({ code: 0, place: 'Production' });
  });

  it('and not when it is old', async () => {
    const organization = await clean();
    await organization.clock.sleep(60 * 60_000);
    move(organization, 'Envs');
    organization.sandbox.faults.add(unknown('MoveAccount', Number.POSITIVE_INFINITY));
    organization.sandbox.faults.add(unknown('DescribeAccount', Number.POSITIVE_INFINITY));
    const { code, moves, seconds } = await run(organization, ['org', 'repair', '--yes']);
    expect({ code, moves }).toEqual({ code: 1, moves: 1 });
    expect(seconds).toBeLessThan(10);
  });
});
