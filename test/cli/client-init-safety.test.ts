import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/model/failure.ts';
import type { FaultRule } from '../../src/sandbox/faults.ts';
import { jsonOf, mutations, runCli, type TestOrganization, testOrganization } from '../support/cli.ts';

interface Changes {
  readonly created: boolean;
  readonly changes: readonly { readonly kind: string; readonly status: string }[];
}

const line = ['client', 'init', 'acme', '--yes', '--json'];

const creating = (fault: FaultRule['fault'], more: Partial<FaultRule> = {}): FaultRule => ({
  service: 'organizations',
  operation: 'CreateAccount',
  fault,
  ...more,
});

const sends = ({ sandbox }: TestOrganization) =>
  mutations(sandbox).filter((call) => call.endsWith(':CreateAccount')).length;

function accounts({ sandbox }: TestOrganization, name = 'acme') {
  return Object.values(sandbox.state().accounts).filter((account) => account.name === name);
}

async function finishes(organization: TestOrganization): Promise<Changes> {
  const result = await runCli(organization, line);
  expect({ code: result.code, stderr: result.code === 0 ? '' : result.stderr }).toEqual({
    code: 0,
    stderr: '',
  });
  expect(accounts(organization)).toHaveLength(1);
  return jsonOf<Changes>(result);
}

describe('CreateAccount with no clear answer', () => {
  it.each<[string, FaultRule['fault']]>([
    ['a reset', { kind: 'reset', when: 'after' }],
    ['a 500', { kind: 'http500', when: 'after' }],
    ['no reply', { kind: 'noReply', when: 'after' }],
    ['half a reply', { kind: 'truncated' }],
  ])('after its effect (%s) is never sent again', async (_name, fault) => {
    const organization = testOrganization({ faults: [creating(fault)] });
    expect((await finishes(organization)).created).toBe(true);
    expect(sends(organization)).toBe(1);
  });

  it.each<[string, FaultRule['fault']]>([
    ['a reset', { kind: 'reset', when: 'before' }],
    ['a 500', { kind: 'http500', when: 'before' }],
    ['no reply', { kind: 'noReply', when: 'before' }],
  ])('before its effect (%s) is sent again only after reality was asked', async (_name, fault) => {
    const organization = testOrganization({ faults: [creating(fault)] });
    expect((await finishes(organization)).created).toBe(true);
    const { calls } = organization.sandbox;
    const first = calls.findIndex(({ operation }) => operation === 'CreateAccount');
    const second = calls.findLastIndex(({ operation }) => operation === 'CreateAccount');
    const between = calls.slice(first + 1, second).map(({ operation }) => operation);
    expect(between).toContain('ListCreateAccountStatus');
    expect(between).toContain('ListAccounts');
    expect(Number(calls[second]?.at) - Number(calls[first]?.at)).toBeGreaterThan(30_000);
  });

  it('twice without effect ends in doubt, and running it again finishes', async () => {
    const organization = testOrganization({
      faults: [creating({ kind: 'reset', when: 'before' }, { times: 2 })],
    });
    const result = await runCli(organization, line);
    expect(result.code).toBe(1);
    expect(jsonOf<Changes>(result).changes[0]).toMatchObject({ kind: 'create-account', status: 'in-doubt' });
    expect(result.stderr).toContain('diverst client init acme');
    expect(accounts(organization)).toEqual([]);
    await finishes(organization);
  });
});

describe('CreateAccount refused for the moment', () => {
  it.each<[string, FaultRule['fault']]>([
    ['throttling', { kind: 'throttle' }],
    ['ConcurrentModificationException', { kind: 'error', code: 'ConcurrentModificationException' }],
    [
      'five creations at once',
      {
        kind: 'error',
        code: 'ConstraintViolationException',
        members: { Reason: 'ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED' },
      },
    ],
  ])('by %s is waited out', async (_name, fault) => {
    const organization = testOrganization({ faults: [creating(fault, { times: 3 })] });
    expect((await finishes(organization)).created).toBe(true);
  });

  it('for longer than --timeout ends with what to do', async () => {
    const organization = testOrganization({ faults: [creating({ kind: 'throttle' }, { times: 10_000 })] });
    const { code, stderr, stdout } = await runCli(organization, [...line, '--timeout', '2m']);
    expect(code).toBe(1);
    expect(stderr).toContain('gave up waiting for AWS to accept the request to create account acme');
    expect(JSON.parse(stdout).changes[0].status).toBe('not-applied');
  });
});

describe('CreateAccount refused', () => {
  it.each([
    ['FinalizingOrganizationException', {}, 'takes up to an hour'],
    [
      'ConstraintViolationException',
      { Reason: 'ACCOUNT_NUMBER_LIMIT_EXCEEDED' },
      'Default maximum number of accounts',
    ],
    ['ConstraintViolationException', { Reason: 'PAYMENT_INSTRUMENT_REQUIRED' }, 'payment method'],
    [
      'ConstraintViolationException',
      { Reason: 'SOMETHING_NEW' },
      'code: ConstraintViolationException (SOMETHING_NEW)',
    ],
    [
      'InvalidInputException',
      { Reason: 'INVALID_EMAIL_ADDRESS_TARGET' },
      'give another address: add --email ADDRESS',
    ],
    ['UnsupportedAPIEndpointException', {}, 'not offered at this endpoint'],
    ['ServiceBrokenException', {}, 'code: ServiceBrokenException'],
  ])('with %s %o is sent once and says what to do', async (code, members, text) => {
    const organization = testOrganization({ faults: [creating({ kind: 'error', code, members })] });
    const result = await runCli(organization, line);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(text);
    expect(result.stderr).toMatch(/request ID: \S+/);
    expect(sends(organization)).toBe(1);
    expect(accounts(organization)).toEqual([]);
  });
});

describe('a creation that AWS ends with a reason', () => {
  it.each([
    ['ACCOUNT_LIMIT_EXCEEDED', 'raise "Default maximum number of accounts"'],
    ['INVALID_ADDRESS', 'contact address'],
    ['INVALID_EMAIL', '--email'],
    ['INTERNAL_FAILURE', 'run the same command again later'],
    ['GOVCLOUD_ACCOUNT_ALREADY_EXISTS', 'GovCloud'],
    ['MISSING_BUSINESS_VALIDATION', 'AWS Support'],
    ['FAILED_BUSINESS_VALIDATION', 'AWS Support'],
    ['PENDING_BUSINESS_VALIDATION', 'still validating'],
    ['INVALID_IDENTITY_FOR_BUSINESS_VALIDATION', 'AWS Support'],
    ['UNKNOWN_BUSINESS_VALIDATION', 'AWS Support'],
    ['MISSING_PAYMENT_INSTRUMENT', 'payment method'],
    ['INVALID_PAYMENT_INSTRUMENT', 'payment method'],
    ['UPDATE_EXISTING_RESOURCE_POLICY_WITH_TAGS_NOT_SUPPORTED', 'AWS Support'],
    ['BRAND_NEW_REASON', 'AWS gives this reason: BRAND_NEW_REASON'],
  ])('%s is explained, and nothing else is begun', async (failureReason, text) => {
    const organization = testOrganization();
    const fail = { kind: 'hook', after: () => failCreations(organization, failureReason) } as const;
    organization.sandbox.faults.add(creating(fail));
    const result = await runCli(organization, line);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('AWS did not create account acme');
    expect(result.stderr).toContain(text);
    expect(jsonOf<Changes>(result).changes.map(({ status }) => status)).toEqual(Array(5).fill('not-applied'));
    expect(mutations(organization.sandbox)).toEqual(['organizations:CreateAccount']);
  });

  function failCreations({ sandbox }: TestOrganization, failureReason: string): void {
    sandbox.edit((state) => {
      for (const [id, creation] of Object.entries(state.creations)) {
        if (creation.accountName !== 'acme') continue;
        const { accountId: _none, ...rest } = creation;
        state.creations[id] = { ...rest, failureReason };
      }
    });
  }

  it('EMAIL_ALREADY_EXISTS of an address outside the organization asks for another', async () => {
    const organization = testOrganization();
    const taken = { kind: 'hook', after: () => failCreations(organization, 'EMAIL_ALREADY_EXISTS') } as const;
    organization.sandbox.faults.add(creating(taken));
    const result = await runCli(organization, line);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('give another address: --email');
    expect(sends(organization)).toBe(1);
  });
});

describe('an account of the same name and address that shows up meanwhile', () => {
  it('is continued after EMAIL_ALREADY_EXISTS', async () => {
    const organization = testOrganization();
    const other = { kind: 'hook', before: async () => void (await runCli(organization, line)) } as const;
    organization.sandbox.faults.add(creating(other));
    const { created, changes } = await finishes(organization);
    expect(created).toBe(false);
    expect(new Set(changes.map(({ status }) => status))).toEqual(new Set(['unchanged']));
  });

  it('is waited for when its creation is under way', async () => {
    const organization = testOrganization();
    const first = runCli(organization, line);
    await organization.clock.sleep(10_000);
    const second = await runCli(organization, line);
    expect(second.stderr).toContain('wait for account acme, which AWS is already creating');
    expect((await first).code).toBe(0);
    expect(second.code).toBe(0);
    expect(jsonOf<Changes>(second).created).toBe(false);
    expect(sends(organization)).toBe(1);
    expect(accounts(organization)).toHaveLength(1);
  });

  it('is not taken when the creation under way turns out to have another address', async () => {
    const organization = testOrganization();
    const first = runCli(organization, [...line, '--email', 'other@example.com']);
    await organization.clock.sleep(10_000);
    const second = await runCli(organization, line);
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(
      /cannot continue with account acme: it was created with the email address other@example\.com \(\d{12}\)\n/,
    );
    expect((await first).code).toBe(0);
    expect(accounts(organization)).toHaveLength(1);
  });
});

describe('an interruption', () => {
  it('while AWS creates the account leaves it in doubt and names the command that continues', async () => {
    const organization = testOrganization();
    const interruption = new AbortController();
    const running = runCli(organization, [...line, '--email', 'a@b.example'], {
      signal: interruption.signal,
    });
    await organization.clock.sleep(20_000);
    interruption.abort(new Failure('interrupted', { what: 'interrupted' }));
    const result = await running;
    expect(result.code).toBe(130);
    expect(result.stderr).toContain('continue:\n         diverst client init acme --email a@b.example');
    expect(result.stderr).toContain('AWS continues to create it');
    expect(jsonOf<Changes>(result).changes.map(({ status }) => status)).toEqual([
      'in-doubt',
      ...Array(4).fill('not-applied'),
    ]);
    organization.clock.advance(60_000);
    const again = await runCli(organization, [...line, '--email', 'a@b.example']);
    expect(again.code).toBe(0);
    expect(accounts(organization)).toHaveLength(1);
  });

  it('before anything was sent changes nothing', async () => {
    const organization = testOrganization();
    const interruption = new AbortController();
    interruption.abort(new Failure('interrupted', { what: 'interrupted' }));
    const result = await runCli(organization, line, { signal: interruption.signal });
    expect(result.code).toBe(130);
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('lets the call that is under way end, so that it is known what it did', async () => {
    const organization = testOrganization();
    const interruption = new AbortController();
    const stop = {
      kind: 'hook',
      before: () => interruption.abort(new Failure('interrupted', { what: 'interrupted' })),
    } as const;
    organization.sandbox.faults.add({ operation: 'CreateRole', fault: stop });
    const result = await runCli(organization, line, { signal: interruption.signal });
    expect(result.code).toBe(130);
    const { changes } = jsonOf<Changes>(result);
    expect(changes.find(({ kind }) => kind === 'create-role')?.status).toBe('applied');
    expect(changes.find(({ kind }) => kind === 'attach-policy')?.status).toBe('not-applied');
    await finishes(organization);
  });
});

describe('the time limit', () => {
  it('ends the wait for an account and names the command that continues', async () => {
    const organization = testOrganization({ timings: { accountCreation: 600_000 } });
    const { code, stderr } = await runCli(organization, [...line, '--timeout', '1m']);
    expect(code).toBe(1);
    expect(stderr).toContain('gave up waiting for the account acme');
    expect(stderr).toContain('continue:\n         diverst client init acme');
    await finishes(organization);
    expect(sends(organization)).toBe(1);
  });

  it('names that command once', async () => {
    const organization = testOrganization({ timings: { accountCreation: 600_000 } });
    const argv = ['client', 'init', 'acme', '--yes', '--timeout', '1m'];
    const { stdout, stderr } = await runCli(organization, argv);
    expect(`${stdout}${stderr}`.match(/diverst client init acme --timeout 1m\n/g)).toHaveLength(1);
    expect(stderr).toContain('diverst client init acme --timeout 1m\n');
  });
});

it('a failure that does not name the command that continues leaves that to the result', async () => {
  const organization = testOrganization();
  organization.sandbox.faults.add({
    operation: 'MoveAccount',
    fault: { kind: 'error', code: 'AccessDeniedException', message: 'no' },
  });
  const { stdout, stderr } = await runCli(organization, ['client', 'init', 'acme', '--yes']);
  expect(stdout).toContain('next, to continue:\n    diverst client init acme\n');
  expect(stderr).not.toContain('diverst client init acme\n');
});

describe('a call that fails after the account exists', () => {
  it.each(['MoveAccount', 'CreateRole', 'AttachRolePolicy', 'PutGroupPolicy'])(
    '%s: the rest is done, the failure is reported, and running it again finishes',
    async (operation) => {
      const denied = { kind: 'error', code: 'InvalidInputException', message: 'no' } as const;
      const organization = testOrganization({ faults: [{ operation, fault: denied }] });
      const result = await runCli(organization, line);
      expect(result.code).toBe(1);
      const statuses = jsonOf<Changes>(result).changes.map(({ status }) => status);
      expect(statuses.filter((status) => status === 'not-applied')).toHaveLength(
        operation === 'CreateRole' ? 2 : 1,
      );
      expect(result.stderr).toContain(
        `  call: ${operation === 'MoveAccount' ? 'organizations' : 'iam'}:${operation}\n`,
      );
      await finishes(organization);
    },
  );

  it.each(['MoveAccount', 'CreateRole', 'AttachRolePolicy', 'PutGroupPolicy'])(
    '%s: an answer that got lost is made good by asking again',
    async (operation) => {
      const organization = testOrganization({
        faults: [{ operation, fault: { kind: 'reset', when: 'after' } }],
      });
      await finishes(organization);
    },
  );
});
