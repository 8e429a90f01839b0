import { afterEach, describe, expect, test } from 'vitest';
import type { FaultRule } from '../../src/sandbox/faults.ts';
import { type ServedSandbox, serveSandbox } from '../../src/sandbox/http.ts';
import { openSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { runContract } from './aws/run-contract.ts';
import type { Keys } from './support/caller.ts';

interface Ended {
  readonly code: number;
  readonly lines: readonly string[];
}

let served: ServedSandbox | undefined;
let sandbox: Sandbox;

afterEach(async () => {
  await served?.close();
  served = undefined;
});

async function serve(options: SandboxOptions = {}, ...faults: readonly FaultRule[]) {
  sandbox = openSandbox(options);
  served = await serveSandbox(sandbox);
  for (const fault of faults) sandbox.faults.add(fault);
  const { organization, accounts } = sandbox.state();
  return {
    AWS_ENDPOINT_URL: served.endpoint,
    DIVERST_CONTRACT_ORGANIZATION: organization?.id,
    DIVERST_CONTRACT_MEMBER: Object.values(accounts).find(({ name }) => name === 'Ops')?.id,
  };
}

async function run(
  env: Readonly<Record<string, string | undefined>>,
  wanted: readonly string[],
  credentials: Keys = sandbox.profiles.management,
): Promise<Ended> {
  const lines: string[] = [];
  const code = await runContract({ env, wanted, print: (line) => lines.push(line), config: { credentials } });
  return { code, lines };
}

/** Calls of a run that change something. */
const writes = () =>
  sandbox.calls
    .filter(({ operation }) => !/^(Get|List|Describe)/.test(operation))
    .map((call) => call.operation);

describe('a run against an endpoint', () => {
  test('passes on the sandbox, and says what it did not try', async () => {
    const env = await serve();
    const { code, lines } = await run(env, ['organizations/tags', 'organizations/closing']);
    expect(lines).toEqual([
      ...['written-over-and-taken-away', 'system-tag', 'given-twice', 'fifty', 'no-such-resource'].map(
        (stem) => `✓ organizations/tags/${stem}`,
      ),
      '✓ organizations/tags/on-root-and-account',
      expect.stringMatching(/^- \d+ not tried: needs what no client can prepare$/),
      '6 as expected, 0 otherwise',
    ]);
    expect(code).toBe(0);
  });

  test('prints a case that is answered otherwise, and fails', async () => {
    const wrong = { kind: 'error', code: 'PolicyNotFoundException', message: 'Something else.' } as const;
    const env = await serve({}, { operation: 'UntagResource', times: 99, fault: wrong });
    const { code, lines } = await run(env, ['tags/written-over-and-taken-away']);
    expect(lines).toEqual([
      '✗ organizations/tags/written-over-and-taken-away: answer is otherwise',
      '    expected  { both: [{ Key: "Team", Value: "other" }, { Key: "team", Value: "two" }], ' +
        'rest: [{ Key: "Team", Value: "other" }] }',
      expect.stringMatching(/^ {4}got {7}\{ refused: "PolicyNotFoundException", message: "Something else\."/),
      '    page      https://docs.aws.amazon.com/organizations/latest/userguide/orgs_tagging.html',
      '0 as expected, 1 otherwise',
    ]);
    expect(code).toBe(1);
  });

  test('only reports what nothing documents', async () => {
    const wrong = { kind: 'error', code: 'PolicyNotFoundException' } as const;
    const env = await serve({}, { operation: 'ListDelegatedAdministrators', fault: wrong });
    const id = 'organizations/delegated-administrators/unknown-service';
    const { code, lines } = await run(env, [id]);
    expect(lines[0]).toBe(`i ${id} (observed): refused is otherwise`);
    expect(lines.at(-1)).toBe('0 as expected, 0 otherwise, 1 otherwise where nothing documents it');
    expect(code).toBe(0);
  });

  test('says what could not be undone, and fails', async () => {
    const denied = { kind: 'error', code: 'AccessDeniedException' } as const;
    const env = await serve({}, { operation: 'DeleteOrganizationalUnit', times: 99, fault: denied });
    const { code, lines } = await run(env, ['units/shape']);
    expect(lines[0]).toBe('✓ organizations/units/shape');
    expect(lines[1]).toMatch(/^✗ left behind: organizational unit ou-/);
    expect(code).toBe(1);
  });

  test('tidies up when a case breaks off', async () => {
    const env = await serve(
      {},
      { operation: 'CreateGroup', times: 99, fault: { kind: 'reset', when: 'before' } },
    );
    const { code, lines } = await run(env, ['in-use/user-in-a-group']);
    expect(lines[0]).toBe('✗ iam/in-use/user-in-a-group: could not be tried');
    expect(code).toBe(1);
    expect(Object.keys(sandbox.state().iam[sandbox.state().managementAccountId]?.users ?? {})).toEqual([
      'management-admin',
    ]);
  });

  test('creates an account only if asked to, and closes it', async () => {
    const env = await serve();
    const without = await run(env, ['creation/made-in-the-root']);
    expect(without.lines[0]).toMatch(
      /^- 1 not tried: creates an account: set DIVERST_CONTRACT_CREATE_ACCOUNTS=1/,
    );
    expect(without.code).toBe(1);
    expect(writes()).toEqual([]);
    const asked = {
      ...env,
      DIVERST_CONTRACT_CREATE_ACCOUNTS: '1',
      DIVERST_CONTRACT_EMAIL: 'aws+{name}@example.com',
    };
    expect(await run(asked, ['creation/made-in-the-root'])).toMatchObject({ code: 0 });
    expect(writes()).toEqual(['CreateAccount', 'CloseAccount']);
  });

  test('does without a member account where none is named', async () => {
    const { DIVERST_CONTRACT_MEMBER: _, ...env } = await serve();
    const { code, lines } = await run(env, [
      'organizations/callers',
      'organizations/root',
      'sts/session-policy/eleven',
    ]);
    expect(lines).toContain('- 4 not tried: needs a member account: set DIVERST_CONTRACT_MEMBER');
    expect(lines.filter((line) => line.startsWith('✗'))).toEqual([]);
    expect(code).toBe(0);
  });
});

describe('a run is not started', () => {
  const refusedBy = async (env: Readonly<Record<string, string | undefined>>, credentials?: Keys) => {
    const { code, lines } = await run(env, [], credentials ?? sandbox.profiles.management);
    expect(code).toBe(2);
    expect(lines).toHaveLength(1);
    expect(writes()).toEqual([]);
    return lines[0];
  };

  test('without the name of an organization', async () => {
    const env = await serve();
    expect(await refusedBy({ ...env, DIVERST_CONTRACT_ORGANIZATION: undefined })).toContain(
      'Set DIVERST_CONTRACT_ORGANIZATION',
    );
    expect(sandbox.calls).toEqual([]);
  });

  test('in another organization than the one that is named', async () => {
    const env = await serve();
    const message = await refusedBy({ ...env, DIVERST_CONTRACT_ORGANIZATION: 'o-0123456789' });
    expect(message).toMatch(/is in o-\w+, and DIVERST_CONTRACT_ORGANIZATION names o-0123456789/);
  });

  test('where there is no organization', async () => {
    const env = await serve({ start: 'empty' });
    const message = await refusedBy({ ...env, DIVERST_CONTRACT_ORGANIZATION: 'o-0123456789' });
    expect(message).toContain('is in no organization');
  });

  test('by a member account', async () => {
    const env = await serve();
    const { ops } = sandbox.profiles;
    const member = sandbox.state().accounts[env.DIVERST_CONTRACT_MEMBER ?? '']?.id;
    // Who may ask for the organization is not the question here.
    sandbox.edit(({ iam }) => {
      const user = iam[member ?? '']?.users['ops-user'];
      user?.attached.push('arn:aws:iam::aws:policy/AdministratorAccess');
    });
    expect(await refusedBy(env, ops)).toMatch(
      /is a member of o-\w+\. Use credentials of its management account/,
    );
  });

  test('by the root user', async () => {
    const env = await serve();
    const keys = { accessKeyId: 'AKIACONTRACTCONTRACT', secretAccessKey: 'of the root user' };
    sandbox.edit((state) => {
      const { managementAccountId: accountId } = state;
      const { accessKeyId: id, secretAccessKey } = keys;
      state.accessKeys[id] = { id, secretAccessKey, accountId, createdAt: 0, status: 'Active' };
    });
    expect(await refusedBy(env, keys)).toContain('The root user signs.');
  });

  test('with the management account as the member account, or an address that all accounts would share', async () => {
    const env = await serve();
    const management = sandbox.state().managementAccountId;
    expect(await refusedBy({ ...env, DIVERST_CONTRACT_MEMBER: management })).toContain(
      'Name a member account.',
    );
    const oneAddress = { DIVERST_CONTRACT_CREATE_ACCOUNTS: '1', DIVERST_CONTRACT_EMAIL: 'aws@example.com' };
    expect(await refusedBy({ ...env, ...oneAddress })).toContain('Set DIVERST_CONTRACT_EMAIL');
  });

  test('for a case that does not exist', async () => {
    const env = await serve();
    const { code, lines } = await run(env, ['no-such-case']);
    expect({ code, lines }).toEqual({ code: 2, lines: ['No case has no-such-case in its id.'] });
  });
});
