import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { intendedTrust } from '../../src/model/policy/trust.ts';
import { jsonOf, mutations } from '../support/cli.ts';
import { setTrust } from '../support/repair.ts';
import { iamOf, opsOf } from '../support/state.ts';
import { type TwoClients, twoClients } from '../support/two-clients.ts';

let ground: TwoClients;
let config: string;

const accountOf = (name: string) => {
  const found = Object.values(ground.organization.sandbox.state().accounts).find((one) => one.name === name);
  if (found === undefined) throw new Error(`cannot work in account ${name}`);
  return found;
};

/** A company that has done much that names both clients. */
beforeAll(async () => {
  ground = await twoClients();
  const { organization, run } = ground;
  const { sandbox, clock } = organization;
  writeFileSync(join(ground.folder, 'earlier.json'), (await run(['org', 'audit', '--json'])).stdout);
  const ids = { acme: accountOf('acme').id, globex: accountOf('globex').id };
  const session = jsonOf<Record<'accessKeyId' | 'secretAccessKey' | 'sessionToken', string>>(
    await run(['client', 'assume', 'acme', '--reason', 'the same as for globex', '--format', 'json']),
  );
  const { accessKeyId, secretAccessKey, sessionToken } = session;
  const iam = new IAMClient({
    region: sandbox.region,
    requestHandler: sandbox.requestHandler,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    maxAttempts: 1,
  });
  const trust = (...principals: readonly string[]) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: principals.map((AWS) => ({
        Effect: 'Allow',
        Principal: { AWS },
        Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
      })),
    });
  const toGlobex = trust(`arn:aws:iam::${ids.globex}:root`);
  await iam.send(new CreateRoleCommand({ RoleName: 'globex-sync', AssumeRolePolicyDocument: toGlobex }));
  const own = { partition: 'aws', opsAccountId: accountOf('Ops').id, requireSourceIdentity: true };
  sandbox.edit((state) => {
    setTrust(state, 'globex', JSON.stringify(intendedTrust({ ...own, requireMfa: false })));
  });
  await run(['client', 'assume', 'globex', '--reason', 'a ticket', '--format', 'json']);
  sandbox.edit((state) => {
    const ops = accountOf('Ops').id;
    setTrust(state, 'acme', trust(`arn:aws:iam::${ops}:root`, `arn:aws:iam::${ids.globex}:root`));
    const { user } = opsOf(state);
    const grant = (...accounts: readonly ('acme' | 'globex')[]) => ({
      document: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Resource: accounts.map((name) => `arn:aws:iam::${ids[name]}:role/${name}-production`),
          },
        ],
      }),
      effectiveAt: 0,
    });
    const person = (name: string) => ({ ...structuredClone(user), name, accessKeys: [], inline: {} });
    const { users } = iamOf(state, 'Ops');
    users['both'] = { ...person('both'), inline: { 'assume-globex-too': grant('acme', 'globex') } };
    users['neighbour'] = { ...person('neighbour'), inline: { own: grant('globex') } };
    iamOf(state, 'globex').users['stranger-within'] = person('stranger-within');
  });
  clock.advance(30 * 60_000);
  config = ground.config(
    [
      'audit:',
      '  ignore:',
      '    - check: role-other-trust',
      '      subject: acme/globex-sync',
      '      reason: globex reads what acme has, until both are one',
      "      expires: '2099-12-31'",
    ].join('\n'),
  );
});
afterAll(() => ground.remove());

const report = async (name: string, ...words: readonly string[]) => {
  const file = `${name}.html`;
  const result = await ground.run([...['org', 'report', '--output', file, '--config', config], ...words]);
  const path = join(ground.folder, file);
  return { ...result, path, page: result.code === 0 ? readFileSync(path, 'utf8') : '' };
};

/** What is read, without what the page looks like. */
const textOf = (page: string) =>
  page
    .slice(page.indexOf('<body>'), page.lastIndexOf('<script>'))
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ');

describe('org report --client', () => {
  it('names no other client, whatever of it names one', async () => {
    for (const [name, other] of [
      ['acme', 'globex'],
      ['globex', 'acme'],
    ] as const) {
      const { code, page, stderr } = await report(
        name,
        '--client',
        name,
        '--history',
        '--since',
        'earlier.json',
      );
      expect(code, stderr).toBe(0);
      for (const told of [other, accountOf(other).id, accountOf(other).email])
        expect(page.toLowerCase().includes(told.toLowerCase()), `${told} on the page of ${name}`).toBe(false);
      for (const secret of ground.organization.secrets()) expect(page.includes(secret)).toBe(false);
    }
  });

  it('tells what concerns the client, and not what concerns another alone', async () => {
    const { sandbox } = ground.organization;
    const before = sandbox.calls.length;
    const { page, path, stderr } = await report('acme', '--client', 'acme', '--history');
    const text = textOf(page);
    const inAcme = sandbox.calls.slice(before).filter(({ accountId }) => accountId === accountOf('acme').id);
    // The history takes the trust policy that the audit has read.
    expect(inAcme.filter(({ operation }) => operation === 'GetRole')).toHaveLength(1);
    // Who can get in, and through what.
    expect(text).toContain('ops-user access key');
    expect(text).toContain('The permission is in assume-acme-production.');
    // Other ways in: of the own role, of its accepted role, and of a user of Ops whose policy names both.
    expect(text).toContain('the role acme-production trusts another account of the organization');
    expect(text).toContain('the user both in Ops can assume');
    expect(text).toContain('(the reason names another account)');
    // Whom the people's checks are about: those who get in, by the group or otherwise.
    // A policy of this user names another account: the title of the check stands for that of the finding.
    expect(text).toContain('user in Ops has a policy outside of any group Expected only policies of groups');
    expect(text).not.toContain('neighbour');
    expect(text).not.toContain('stranger-within');
    // Who came in and why; what they changed.
    expect(text).toContain('(left out, because the text names another account)');
    expect(text).toContain('iam CreateRole');
    expect(text).toContain('The trust policy is left out because it names another account.');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(stderr).toMatch(/✓ wrote .*acme\.html: client acme, \d+ findings that concern it/);
  });

  it('lists what was fixed since an earlier audit, of the client and of what it rests on', async () => {
    const earlier = JSON.parse(readFileSync(join(ground.folder, 'earlier.json'), 'utf8'));
    const gone = [
      ['client-user', 'acme/old'],
      ['client-user', 'globex/old'],
      ['trail-silent', 'diverst-organization'],
      ['headroom-grants', 'production'],
    ].map(([check, subject]) => ({ id: `${check}:${subject}`, check, subject }));
    const file = join(ground.folder, 'gone.json');
    writeFileSync(file, JSON.stringify({ ...earlier, findings: gone }));
    const text = textOf((await report('acme', '--client', 'acme', '--since', file)).page);
    expect(text).toContain('2 findings of an earlier audit that are fixed');
    expect(text).toContain('client-user:acme/old client account has an IAM user');
    expect(text).toContain('trail-silent:diverst-organization');
    expect(text).not.toContain('globex');
  });

  it('says what it cannot say', async () => {
    const text = textOf((await report('globex', '--client', 'globex')).page);
    expect(text).toContain('diverst did not read the event history');
    expect(text).toContain('diverst had no earlier audit to compare with');
    expect(text).not.toContain('Who used the account');
  });

  it('tells the reason of a session that names nobody else, and proves its name by the trust policy', async () => {
    const text = textOf((await report('globex', '--client', 'globex', '--history')).page);
    expect(text).toContain('ops-user role globex-production a ticket');
    expect(text).toContain('diverst read it only in us-east-1');
  });

  it('says of every check that concerns the account what became of it', async () => {
    const text = textOf((await report('globex', '--client', 'globex')).page);
    expect(text).toContain('passed trust-everyone');
    expect(text).toContain('found client-user');
    expect(text).toContain('not configured trust-mfa');
    expect(text).toContain('passed trail-missing');
    expect(text).toContain('passed root-keys');
  });

  it('reads no other client and changes nothing', async () => {
    const { sandbox } = ground.organization;
    const before = sandbox.calls.length;
    const changed = mutations(sandbox);
    await report('acme', '--client', 'acme');
    const other = accountOf('globex').id;
    const calls = sandbox.calls.slice(before);
    expect(calls.filter(({ accountId }) => accountId === other)).toEqual([]);
    expect(calls.some(({ operation }) => operation === 'DescribeTrails')).toBe(true);
    expect(mutations(sandbox)).toEqual(changed);
  });

  it('is an error for a name that no account has, and for two accounts', async () => {
    const unknown = await report('x', '--client', 'acne');
    expect(unknown.code).toBe(64);
    expect(unknown.stderr).toContain('did you mean acme');
    const two = await report('x', '--client', 'acme', '--env', 'staging');
    expect(two.code).toBe(64);
    expect(two.stderr).toContain('give only one of them: --client or --env');
  });

  it('gives a script what was written as JSON', async () => {
    const result = await report('acme', '--client', 'acme', '--json');
    expect(jsonOf(result)).toMatchObject({
      format: 1,
      client: 'acme',
      accountId: accountOf('acme').id,
      ignored: 1,
      notAudited: 0,
    });
  });
});

describe('org report --history', () => {
  it('tells the newest changes of each account', async () => {
    const { page, code, stderr } = await report('organization', '--history');
    expect(code, stderr).toBe(0);
    const text = textOf(page);
    expect(text).toContain('What changed in the last 7 days');
    expect(text).toMatch(/acme \S+ \S+ UTC .{0,60}iam CreateRole role globex-sync/);
    expect(stderr).toContain('read the event history of 2 accounts');
    expect(textOf((await report('plain')).page)).not.toContain('What changed');
  });
});
