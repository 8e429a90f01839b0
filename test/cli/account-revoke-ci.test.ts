import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RoleState, SandboxState } from '../../src/sandbox/state.ts';
import { type CliOptions, jsonOf, runCli, type TestOrganization } from '../support/cli.ts';
import { assumedBy, demandName, type Keys, revocable, works } from '../support/revoked.ts';
import { accountOf, iamOf, idOf } from '../support/state.ts';

interface Revoked {
  readonly accounts: readonly { readonly client: string; readonly ciRoleArns: readonly string[] }[];
  readonly changes: readonly { readonly target: string; readonly status: string }[];
  readonly created: readonly { readonly thing: string; readonly who: string }[];
  readonly notices: readonly string[];
}

const ci = { subject: 'repo:company/infra:environment:{client}', managedPolicies: ['AdministratorAccess'] };
const email = 'aws+{client}@example.com';

/** Configurations with CI roles and without. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-revoke-'));
  writeFileSync(join(folder, 'with.yaml'), JSON.stringify({ client: { email, ci } }));
  writeFileSync(join(folder, 'without.yaml'), JSON.stringify({ client: { email } }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const propagation = 8_000;

/** Clients with CI roles, as client init makes them. */
async function withCi(clients: number): Promise<TestOrganization> {
  const here = revocable(clients, { bound: false });
  for (let number = 0; number < clients; number += 1) {
    const { code, stderr } = await client(here, ['init', `client-${number}`, '--yes']);
    expect(code, stderr).toBe(0);
  }
  here.clock.advance(propagation);
  return here;
}

const client = (
  here: TestOrganization,
  words: readonly string[],
  options: CliOptions = {},
  file = 'with.yaml',
) => runCli(here, ['client', ...words, '--config', join(folder, file)], options);

function ciRoleOf(state: SandboxState): RoleState {
  const role = iamOf(state, 'client-0').roles['client-0-ci'];
  if (role === undefined) throw new Error('client-0 has no CI role');
  return role;
}

/** A session that a job of the client's pipeline begins. */
async function job({ sandbox }: TestOrganization, name: string): Promise<Keys> {
  const { region, requestHandler } = sandbox;
  const sts = new STSClient({
    region,
    requestHandler,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const { Credentials } = await sts.send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: `arn:aws:iam::${idOf(sandbox.state(), name)}:role/${name}-ci`,
      RoleSessionName: 'run-42',
      WebIdentityToken: sandbox.token({ subject: `repo:company/infra:environment:${name}` }),
    }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

const policiesOf = (here: TestOrganization, name: string) =>
  Object.keys(iamOf(here.sandbox.state(), name).roles[`${name}-ci`]?.inline ?? {});

describe('sessions of CI roles', () => {
  it('end with those of everybody, and work again after --lift', async () => {
    const here = await withCi(2);
    const [leaked, other] = [await job(here, 'client-0'), await job(here, 'client-1')];
    const { code, asked, stdout } = await client(here, ['revoke', 'client-0'], { answer: true });
    expect(code).toBe(0);
    expect(asked).toEqual(['End all sessions, also those of CI, in client client-0?']);
    expect(stdout).toMatch(/CI roles +client-0/);
    here.clock.advance(propagation);
    expect(await works(here, leaked)).toBe(false);
    expect(await works(here, other)).toBe(true);
    // A token that leaked with it opens sessions, too.
    const next = await job(here, 'client-0');
    expect(await works(here, next)).toBe(false);
    here.clock.advance(60_000);
    expect(await works(here, await job(here, 'client-0'))).toBe(true);
    expect(await works(here, next)).toBe(false);
    const lifted = await client(here, ['revoke', 'client-0', '--lift', '--yes', '--json']);
    expect(jsonOf<Revoked>(lifted).changes.map(({ target }) => target)).toEqual([
      'client-0-production ← diverst-revoke',
      'client-0-ci ← diverst-revoke',
    ]);
    here.clock.advance(propagation);
    expect(await works(here, leaked)).toBe(true);
  });

  it('end in all accounts, those of a role that the configuration does not name any more too', async () => {
    const here = await withCi(2);
    const jobs = [await job(here, 'client-0'), await job(here, 'client-1')];
    const result = await client(here, ['revoke', '--all', '--yes', '--json'], {}, 'without.yaml');
    expect(result.code, result.stderr).toBe(0);
    const { accounts } = jsonOf<Revoked>(result);
    expect(accounts.map(({ ciRoleArns }) => ciRoleArns)).toEqual(
      ['client-0', 'client-1'].map((name) => [
        `arn:aws:iam::${idOf(here.sandbox.state(), name)}:role/${name}-ci`,
      ]),
    );
    here.clock.advance(propagation);
    expect(await Promise.all(jobs.map((one) => works(here, one)))).toEqual([false, false]);
  });

  it.each<[string, (trust: string) => string]>([
    ['lets everyone in', (trust) => trust.replace(/"Principal":\{[^}]*\}/, '"Principal":"*"')],
    ['is not understood', (trust) => trust.replace('2012-10-17', '2099-01-01')],
  ])('end where the trust policy of a role that is left %s', async (_name, change) => {
    const here = await withCi(1);
    const running = await job(here, 'client-0');
    here.sandbox.edit((state) => {
      const role = ciRoleOf(state);
      role.trust = { document: change(role.trust.document), effectiveAt: 0 };
    });
    expect((await client(here, ['revoke', '--all', '--yes'], {}, 'without.yaml')).code).toBe(0);
    here.clock.advance(propagation);
    expect(await works(here, running)).toBe(false);
  });

  it('end where a list of roles does not show the role yet', async () => {
    const here = await withCi(1);
    const running = await job(here, 'client-0');
    let hidden: RoleState | undefined;
    const fault = {
      kind: 'hook',
      before: () =>
        here.sandbox.edit((state) => {
          hidden = ciRoleOf(state);
          delete iamOf(state, 'client-0').roles['client-0-ci'];
        }),
      after: () =>
        here.sandbox.edit((state) => {
          if (hidden !== undefined) iamOf(state, 'client-0').roles['client-0-ci'] = hidden;
        }),
    } as const;
    const accountId = idOf(here.sandbox.state(), 'client-0');
    here.sandbox.faults.add({ operation: 'GetAccountAuthorizationDetails', accountId, fault });
    expect((await client(here, ['revoke', 'client-0', '--yes', '--no-look'])).code).toBe(0);
    expect(hidden).toBeDefined();
    here.clock.advance(propagation);
    expect(await works(here, running)).toBe(false);
  });

  it.each(['client-0-ci', 'client-0-production'])(
    'are told apart from others where %s fails',
    async (name) => {
      const here = await withCi(1);
      here.sandbox.faults.add({
        operation: 'PutRolePolicy',
        when: ({ input }) => input['RoleName'] === name,
        fault: { kind: 'error', code: 'AccessDenied', status: 403 },
      });
      const { code, stdout } = await client(here, ['revoke', 'client-0', '--yes', '--no-look']);
      expect(code).toBe(1);
      const said = (label: string) => new RegExp(`^ *${label} +client-0$`, 'm').test(stdout);
      const isOfCi = name === 'client-0-ci';
      expect([said('CI roles'), said('everyone')], stdout).toEqual([!isOfCi, isOfCi]);
    },
  );

  it('go on if one person’s end, and the plan says so', async () => {
    const here = await withCi(1);
    here.sandbox.edit((state) => demandName(state, 'client-0'));
    const running = await job(here, 'client-0');
    const ofKim = await assumedBy(here, 'client-0', 'kim');
    const result = await client(here, ['revoke', '--all', '--person', 'kim', '--yes', '--json']);
    expect(result.code, result.stderr).toBe(0);
    const { accounts, notices } = jsonOf<Revoked>(result);
    expect(accounts.map(({ ciRoleArns }) => ciRoleArns)).toEqual([[]]);
    expect(notices.join('\n')).toContain(
      'sessions of CI roles continue, because they belong to jobs, not to people',
    );
    here.clock.advance(propagation);
    expect(await works(here, ofKim)).toBe(false);
    expect(await works(here, running)).toBe(true);
    expect(policiesOf(here, 'client-0')).toEqual([]);
  });

  it('that made a user are told of, as the sessions of people are', async () => {
    const here = await withCi(1);
    const { region, requestHandler } = here.sandbox;
    const iam = new IAMClient({ region, requestHandler, credentials: await job(here, 'client-0') });
    await iam.send(new CreateUserCommand({ UserName: 'backdoor' }));
    const result = await client(here, ['revoke', 'client-0', '--yes', '--json']);
    expect(jsonOf<Revoked>(result).created).toMatchObject([{ thing: 'user backdoor', who: 'job run-42' }]);
  });

  it('end where the client’s own role is gone, and a policy of another meaning is not replaced', async () => {
    const here = await withCi(1);
    const running = await job(here, 'client-0');
    here.sandbox.edit(({ iam }) => {
      delete iam[accountOf(here.sandbox.state(), 'client-0').id]?.roles['client-0-production'];
    });
    expect((await client(here, ['revoke', 'client-0', '--yes', '--no-look'])).code).toBe(0);
    here.clock.advance(propagation);
    expect(await works(here, running)).toBe(false);
    here.sandbox.edit(({ iam }) => {
      const role = iam[accountOf(here.sandbox.state(), 'client-0').id]?.roles['client-0-ci'];
      const document = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}';
      if (role !== undefined) role.inline['diverst-revoke'] = { document, effectiveAt: 0 };
    });
    const refused = await client(here, ['revoke', 'client-0', '--yes', '--no-look']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('diverst-revoke');
  });

  it('a plain organization reads as before: no CI roles, and no word of them', async () => {
    const here = revocable(1, { bound: false });
    const { asked } = await runCli(here, ['client', 'revoke', 'client-0'], { answer: false });
    expect(asked).toEqual(['End all sessions in client client-0?']);
  });
});
