import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/model/failure.ts';
import { canonicalJson } from '../../src/model/policy/canonical.ts';
import { inlineGrant, packedGrant } from '../../src/model/policy/grant.ts';
import {
  type CliOptions,
  jsonOf,
  mutations,
  runCli,
  type TestOrganization,
  testOrganization,
} from '../support/cli.ts';
import { opsIam } from '../support/ops-iam.ts';
import { opsOf } from '../support/state.ts';

const line = (...more: readonly string[]) => ['client', 'init', 'acme', '--yes', '--json', ...more];

const sends = ({ sandbox }: TestOrganization) =>
  mutations(sandbox).filter((call) => call.endsWith(':CreateAccount')).length;

function withConfig(text: string, run: (file: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'diverst-guards-'));
  const file = join(folder, 'diverst.config.yaml');
  writeFileSync(file, text);
  return run(file).finally(() => rmSync(folder, { recursive: true, force: true }));
}

describe('what somebody else made', () => {
  const restricted = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Resource: '*',
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      },
    ],
  });
  const guarded = () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      opsOf(state).group.inline['assume-acme-production'] = { document: restricted, effectiveAt: 0 };
    });
    return organization;
  };

  it('under the grant’s name is shown, and nothing is begun', async () => {
    const organization = guarded();
    const { code, stderr } = await runCli(organization, line());
    expect(code).toBe(1);
    expect(stderr).toContain('needs --replace-grant');
    expect(stderr).toContain('MultiFactorAuthPresent');
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('under the grant’s name is overwritten when asked for by name', async () => {
    const organization = guarded();
    expect((await runCli(organization, line('--replace-grant'))).code).toBe(0);
    const { document } = opsOf(organization.sandbox.state()).group.inline['assume-acme-production'] ?? {};
    expect(document).not.toContain('MultiFactorAuthPresent');
  });

  it('under the grant’s name after the plan was made is left alone', async () => {
    const organization = testOrganization();
    const other = canonicalJson(inlineGrant('arn:aws:iam::999999999999:role/acme-production'));
    const put = () => {
      organization.sandbox.edit((state) => {
        opsOf(state).group.inline['assume-acme-production'] = { document: other, effectiveAt: 0 };
      });
    };
    organization.sandbox.faults.add({ operation: 'CreateAccount', fault: { kind: 'hook', before: put } });
    const { code, stderr, stdout } = await runCli(organization, line());
    expect(code).toBe(1);
    expect(stderr).toContain('policy assume-acme-production has other content');
    expect(JSON.parse(stdout).changes.at(-1)).toMatchObject({ kind: 'grant-access', status: 'not-applied' });
    expect(opsOf(organization.sandbox.state()).group.inline['assume-acme-production']?.document).toBe(other);
  });

  it('as a packed policy that is detached is not attached with all that it holds', async () => {
    const organization = testOrganization({ rates: false });
    const { iam, opsId } = await opsIam(organization);
    const foreign = 'arn:aws:iam::999999999999:role/other-production';
    await iam.createPolicy('assume-production-01', canonicalJson(packedGrant([foreign])), '');
    organization.sandbox.edit((state) => {
      opsOf(state).group.inline = {
        padding: { document: JSON.stringify({ a: 'x'.repeat(5_090) }), effectiveAt: 0 },
      };
    });
    const result = await runCli(organization, line());
    expect(result.code).toBe(0);
    expect(jsonOf<{ grant: object }>(result).grant).toEqual({
      group: 'production',
      kind: 'managed',
      policy: 'assume-production-02',
    });
    expect(opsOf(organization.sandbox.state()).group.attached).toEqual([
      `arn:aws:iam::${opsId}:policy/assume-production-02`,
    ]);
  });
});

describe('accounts that are nobody’s client', () => {
  it('Ops is never taken for one, whatever it is called', async () => {
    await withConfig(
      'organization:\n  opsAccount: ops-account\nclient:\n  email: aws+{client}@example.com\n',
      async (file) => {
        const organization = testOrganization();
        organization.sandbox.edit((state) => {
          const { ops } = opsOf(state);
          Object.assign(ops, { name: 'ops-account', email: 'aws+ops-account@example.com' });
        });
        const { code, stderr } = await runCli(organization, [
          'client',
          'init',
          'ops-account',
          '--yes',
          '--config',
          file,
        ]);
        expect(code).toBe(1);
        expect(stderr).toContain('is the account of Ops, not a client');
        expect(mutations(organization.sandbox)).toEqual([]);
      },
    );
  });

  it('nor is the management account', async () => {
    const organization = testOrganization();
    const { code, stderr } = await runCli(organization, [
      'client',
      'init',
      'management',
      '--yes',
      '--email',
      'management@example.com',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('is the management account, not a client');
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('two accounts of the name of Ops are not chosen between', async () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      const { ops } = opsOf(state);
      state.accounts['999999999999'] = { ...ops, id: '999999999999', email: 'second@example.com' };
    });
    const { code, stderr } = await runCli(organization, line());
    expect(code).toBe(1);
    expect(stderr).toContain('contains 2 accounts Ops');
  });

  it('a closed one beside the active Ops does not stand in the way', async () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      const { ops } = opsOf(state);
      state.accounts['000000000001'] = {
        ...ops,
        id: '000000000001',
        email: 'second@example.com',
        state: 'CLOSED',
      };
    });
    expect((await runCli(organization, line())).code).toBe(0);
  });
});

describe('a plan that is out of date when it is agreed to', () => {
  it('does not make a second account', async () => {
    const organization = testOrganization();
    const agree: CliOptions = { answer: true };
    const other = async () => {
      await runCli(organization, line('--email', 'other@example.com'));
    };
    organization.sandbox.faults.add({
      operation: 'ListCreateAccountStatus',
      nth: 2,
      fault: { kind: 'hook', before: other },
    });
    const { code, stderr } = await runCli(organization, ['client', 'init', 'acme'], agree);
    expect(code).toBe(1);
    expect(stderr).toMatch(/created meanwhile by another admin or program|belongs to account acme/);
    expect(sends(organization)).toBe(1);
    expect(
      Object.values(organization.sandbox.state().accounts).filter(({ name }) => name === 'acme'),
    ).toHaveLength(1);
  });

  it('continues with the account that another run for the same client made meanwhile', async () => {
    const organization = testOrganization();
    const other = async () => {
      expect((await runCli(organization, line())).code).toBe(0);
      // Longer than the list of accounts is taken to be true.
      await organization.clock.sleep(10_000);
    };
    organization.sandbox.faults.add({
      operation: 'ListCreateAccountStatus',
      nth: 2,
      fault: { kind: 'hook', before: other },
    });
    const { code, stderr, stdout } = await runCli(organization, [...line(), '--json']);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ created: false });
    expect(sends(organization)).toBe(1);
  });

  it('waits for a creation that was begun meanwhile', async () => {
    const organization = testOrganization();
    const running: Promise<unknown>[] = [];
    const begin = async () => {
      running.push(runCli(organization, line()));
      await organization.clock.sleep(3_000);
    };
    organization.sandbox.faults.add({
      operation: 'GetAccountAuthorizationDetails',
      fault: { kind: 'hook', before: begin },
    });
    const { code } = await runCli(organization, line());
    await Promise.all(running);
    expect(code).toBe(0);
    expect(sends(organization)).toBe(1);
  });
});

describe('a run that finishes while another reads', () => {
  it('is not taken for somebody else’s grant', async () => {
    const organization = testOrganization({ rates: false });
    const other = async () => {
      expect((await runCli(organization, line())).code).toBe(0);
    };
    // The accounts were listed before, the group is read after.
    organization.sandbox.faults.add({
      operation: 'GetAccountAuthorizationDetails',
      fault: { kind: 'hook', before: other },
    });
    const { code, stdout } = await runCli(organization, line());
    expect(code).toBe(0);
    expect(stdout).not.toContain('applied');
  });
});

describe('a configuration that the new account could not have', () => {
  it.each([
    ['managedPolicies: [AdminstratorAccess]', 'AdminstratorAccess'],
    ['permissionsBoundary: NoSuchBoundary', 'NoSuchBoundary'],
  ])('%s is found out before anything is created', async (setting, name) => {
    await withConfig(
      `client:\n  email: aws+{client}@example.com\n  role:\n    ${setting}\n`,
      async (file) => {
        const organization = testOrganization();
        const { code, stderr } = await runCli(organization, line('--config', file));
        expect(code).toBe(1);
        expect(stderr).toContain(`AWS has no managed policy arn:aws:iam::aws:policy/${name}`);
        expect(mutations(organization.sandbox)).toEqual([]);
      },
    );
  });
});

describe('the time limit', () => {
  it.each(['ListAccounts', 'DescribeCreateAccountStatus', 'AssumeRole'])(
    'holds where %s is never answered',
    async (operation) => {
      const organization = testOrganization({
        faults: [{ operation, fault: { kind: 'noReply', when: 'before' }, times: 10_000 }],
      });
      const begun = organization.clock.now();
      const { code } = await runCli(organization, line('--timeout', '1m'));
      expect(code).toBe(1);
      expect(organization.clock.now() - begun).toBeLessThan(65_000);
    },
  );

  it('does not run while a person thinks', async () => {
    const organization = testOrganization();
    const { code } = await runCli(organization, ['client', 'init', 'acme', '--timeout', '2m'], {
      answer: true,
      whileAsked: () => organization.clock.advance(20 * 60_000),
    });
    expect(code).toBe(0);
  });

  it('reached while it is unknown whether an account was requested says so', async () => {
    const organization = testOrganization({
      faults: [
        { operation: 'CreateAccount', fault: { kind: 'http500', when: 'after' } },
        { operation: 'ListCreateAccountStatus', nth: 3, fault: { kind: 'throttle' }, times: 10_000 },
      ],
    });
    const { code, stderr, stdout } = await runCli(organization, line('--timeout', '20s'));
    expect(code).toBe(1);
    expect(stderr).not.toMatch(/no account was requested/i);
    expect(JSON.parse(stdout).changes[0]).toMatchObject({ kind: 'create-account', status: 'in-doubt' });
  });
});

describe('an interruption', () => {
  it('ends repetitions of a change, with 130', async () => {
    const organization = testOrganization();
    const interruption = new AbortController();
    const stop = () => interruption.abort(new Failure('interrupted', { what: 'interrupted' }));
    organization.sandbox.faults.add({ operation: 'PutGroupPolicy', fault: { kind: 'hook', before: stop } });
    organization.sandbox.faults.add({
      operation: 'PutGroupPolicy',
      fault: { kind: 'reset', when: 'before' },
      times: 10,
    });
    const { code } = await runCli(organization, line(), { signal: interruption.signal });
    expect(code).toBe(130);
    expect(mutations(organization.sandbox).filter((call) => call === 'iam:PutGroupPolicy')).toHaveLength(1);
  });
});

describe('what is reported of a change', () => {
  it('that took effect but whose repetition was refused is doubt', async () => {
    const organization = testOrganization();
    organization.sandbox.faults.add({ operation: 'PutGroupPolicy', fault: { kind: 'reset', when: 'after' } });
    const refused = { kind: 'error', code: 'ExpiredToken', status: 403 } as const;
    organization.sandbox.faults.add({ operation: 'PutGroupPolicy', nth: 2, fault: refused });
    const { stdout } = await runCli(organization, line());
    expect(JSON.parse(stdout).changes.at(-1)).toMatchObject({ kind: 'grant-access', status: 'in-doubt' });
  });

  it('is only what is: an account that could not be moved is said to be in the root, a role that is missing has no ARN', async () => {
    const no = { kind: 'error', code: 'InvalidInputException' } as const;
    const organization = testOrganization({
      faults: [
        { operation: 'MoveAccount', fault: no },
        { operation: 'CreateRole', fault: no },
      ],
    });
    const { stdout } = await runCli(organization, line());
    expect(JSON.parse(stdout)).toMatchObject({
      account: { path: 'the root' },
      role: { name: 'acme-production', arn: null },
    });
  });
});

describe('a network that breaks for a moment', () => {
  it('does not end the wait for an account', async () => {
    const organization = testOrganization({
      faults: [
        {
          operation: 'DescribeCreateAccountStatus',
          nth: 2,
          fault: { kind: 'reset', when: 'before' },
          times: 15,
        },
      ],
    });
    expect((await runCli(organization, line())).code).toBe(0);
  });
});

describe('STS', () => {
  it.each([
    ['eu-south-1', 'sts.us-east-1.amazonaws.com'],
    ['us-gov-east-1', 'sts.us-gov-west-1.amazonaws.com'],
    ['cn-northwest-1', 'sts.cn-north-1.amazonaws.com.cn'],
  ])(
    'of a new account is asked in the partition’s first region (%s of the environment)',
    async (region, host) => {
      const hosts = new Set<string>();
      const requestHandler = {
        async handle(request: { hostname: string }): Promise<never> {
          hosts.add(request.hostname);
          throw Object.assign(new Error('seen'), { name: 'CredentialsProviderError' });
        },
      };
      const saved = process.env.AWS_REGION;
      process.env.AWS_REGION = region;
      try {
        const { connect } = await import('../../src/aws/client/connect.ts');
        const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
        const aws = connect(
          { credentials, requestHandler: requestHandler as never },
          testOrganization().clock,
        );
        await expect(aws.sts.getCallerIdentity()).rejects.toThrow('seen');
      } finally {
        if (saved === undefined) delete process.env.AWS_REGION;
        else process.env.AWS_REGION = saved;
      }
      expect([...hosts]).toEqual([host]);
    },
  );
});
