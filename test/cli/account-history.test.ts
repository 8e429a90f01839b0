import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import type { OpenConnection } from '../../src/cli/context.ts';
import { Failure } from '../../src/model/failure.ts';
import { type CliOptions, type CliResult, runCli } from '../support/cli.ts';
import { roleOf } from '../support/state.ts';
import { type Story, story } from '../support/story.ts';

let folder: string;
let told: Story;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-history-'));
  told = await story();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
// CloudTrail's rate is for whoever looks up: no command is to wait for the one before.
beforeEach(() => told.clock.advance(5_000));

function history(words: string, options: CliOptions = {}): Promise<CliResult> {
  const env = { DIVERST_SANDBOX_STATE: join(folder, 'state.json'), ...options.env };
  const argv = ['client', 'history', 'acme', '--utc', ...words.split(' ')];
  return runCli(told, argv, { cwd: folder, ...options, env });
}

/** The lines above those that say what was not seen. */
async function shown(words: string): Promise<readonly string[]> {
  const { code, stdout, stderr } = await history(words);
  expect(code, stderr).toBe(0);
  const [lines = ''] = stdout.split(/\n(?=\d+ |the newest |no )/);
  return lines
    .split('\n')
    .filter((line) => line !== '' && !/^[A-Z]/.test(line))
    .map(squeezed);
}

const squeezed = (line: string) => line.trim().replace(/ {2,}/g, ' | ');
const asJson = async (words: string) => {
  const { stdout } = await history(`${words} --json`);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
};

/** As docs/commands.md asks them. */
const questions: readonly (readonly [question: string, words: string, answer: readonly RegExp[]])[] = [
  [
    'who opened the trust policy of acme’s role',
    '--since 7d --event UpdateAssumeRolePolicy',
    [/^09:50 \| kim\? \| iam UpdateAssumeRolePolicy \| role acme-production \| /, /^09:10 \| kim\? \| /],
  ],
  [
    'what did kim do on Tuesday',
    '--since 2030-01-08 --until 2030-01-08 --who kim',
    [
      /^09:50 \| kim\? \| iam UpdateAssumeRolePolicy/,
      /^09:10 \| kim\? \| iam UpdateAssumeRolePolicy/,
      /^09:00 \| kim\? \| iam AttachRolePolicy \| role deploy, policy AdministratorAccess/,
      /^09:00 \| kim\? \| iam CreateRole \| role deploy/,
    ],
  ],
  [
    'who entered by break-glass, and why',
    '--since 7d --sessions --who break-glass',
    [/^11:00 \| break-glass management-admin-Ops-is-down\? \| role OrganizationAccountAccessRole/],
  ],
  [
    'what was refused',
    '--since 7d --failed',
    [/^09:00 \| kim \| iam DeleteRole \| role deploy \| .* \| refused: AccessDenied$/],
  ],
  [
    'what did Terraform change',
    '--since 7d --tool terraform',
    [/^08:00 \| alice \| iam PutRolePolicy ×3 \| role deploy, policy three \| 127\.0\.0\.1 terraform$/],
  ],
  [
    'did root sign in',
    '--since 7d --event ConsoleLogin --who root',
    [/^11:00 \| root \| signin ConsoleLogin \| 198\.51\.100\.9 console$/],
  ],
  [
    'who created the user backup',
    '--since 7d --event CreateUser --resource backup',
    [/^22:00 \| kim \| iam CreateUser \| user backup/],
  ],
  [
    'what was changed in eu-west-1',
    '--since 7d --regions eu-west-1',
    [/^08:00 \| alice \| ec2 RunInstances \| instance i-0123456789abcdef0 \| 203\.0\.113\.7 aws-cli$/],
  ],
  [
    'when did kim enter, and why',
    '--since 7d --sessions --who kim',
    [
      /^22:00 \| kim \| role acme-production \| .*because: on call$/,
      /^09:00 \| kim \| role acme-production \| .*because: look$/,
      /^09:00 \| kim\? \| role acme-production \| .*because: ticket 7$/,
    ],
  ],
  [
    'what happened to the role deploy',
    '--since 7d --resource deploy',
    [
      /^11:00 \| break-glass management-admin-Ops-is-down\? \| iam DeleteRolePolicy \| role deploy, policy three/,
      /^09:00 \| kim \| iam DeleteRole \| role deploy \| .*refused: AccessDenied$/,
      /^08:00 \| alice \| iam PutRolePolicy ×3/,
      /^09:00 \| kim\? \| iam AttachRolePolicy/,
      /^09:00 \| kim\? \| iam CreateRole/,
    ],
  ],
];

describe('ten questions, each answered by one command', () => {
  it('are those of docs/commands.md', () => {
    const page = readFileSync(new URL('../../docs/commands.md', import.meta.url), 'utf8');
    const [, table = ''] = /\| question \| command \|\n.*\n((?:\|.*\n)+)/.exec(page) ?? [];
    // The Tuesday of the story is another.
    const rows = table.trim().replaceAll('2026-11-24', '2030-01-08').replaceAll("'", '’').split('\n');
    const asked = questions.map(([question, words]) => {
      return `| ${question} | \`diverst client history acme ${words}\` |`;
    });
    expect(rows).toEqual(asked);
  });

  test.each(questions)('%s', async (_question, words, answer) => {
    const lines = await shown(words);
    expect(lines).toEqual(answer.map((line) => expect.stringMatching(line)));
  });
});

describe('who it was', () => {
  it('is proven through a trust policy that demands the name, and said where it was open meanwhile', async () => {
    const events = await asJson('--since 7d --who kim');
    const proofs = events.map(({ time, who }) => `${time.slice(5, 13)} ${who.proof}: ${who.doubt}`);
    expect([...new Set(proofs)]).toEqual([
      '01-10T22 proven: null',
      '01-09T09 proven: null',
      expect.stringMatching(/^01-08T09 said: the role’s trust policy was changed after/),
    ]);
  });

  it('is said of a session that was begun inside the account, with who began it', async () => {
    const [event, ...more] = await asJson('--since 7d --resource helper');
    expect(more).toEqual([]);
    expect(event.who).toEqual({
      kind: 'person',
      name: 'alice',
      proof: 'said',
      doubt: 'the session belongs to a role that people of Ops do not assume',
      role: 'deploy',
      session: 'alice',
      mfa: false,
      chain: ['user backup'],
    });
    const { stdout } = await history('--since 7d --resource helper');
    expect(stdout).toContain('alice?, from user backup');
    expect(stdout).toContain('? marks a name that AWS does not prove:\n  alice: the ');
  });

  it('is the same for an admin, whose sessions can do nothing else', async () => {
    const before = told.sandbox.calls.length;
    const own = await shown('--since 7d');
    const admins = told.sandbox.calls.length;
    const { code, stdout, stderr } = await history('--since 7d --profile management');
    const once = ['GetCallerIdentity', 'DescribeOrganization', 'ListAccounts'];
    const asked = told.sandbox.calls.slice(admins).map(({ operation }) => operation);
    expect(asked.filter((operation) => once.includes(operation))).toEqual(once);
    expect(code).toBe(0);
    expect(stderr).toContain('management-admin');
    for (const line of own) expect(squeezed(stdout)).toContain(line.split(' | ')[2]);
    const calls = told.sandbox.calls.slice(before).map(({ operation }) => operation);
    expect(new Set(calls)).not.toContain('GetAccountAuthorizationDetails');
    const inAccount = await asJson('--since 1h --all --sessions --who diverst');
    expect(inAccount.length).toBeGreaterThanOrEqual(2);
    for (const { who } of inAccount) expect(who).toMatchObject({ kind: 'diverst', name: 'management-admin' });
  });

  it('is not known to be proven where the trust policy does not demand the name', async () => {
    const globex = await runCli(
      told,
      ['client', 'history', 'globex', '--since', '60d', '--all', '--json', '--limit', '1'],
      { cwd: folder, env: { DIVERST_SANDBOX_STATE: join(folder, 'state.json') } },
    );
    expect(globex.code, globex.stderr).toBe(0);
    expect(JSON.parse(globex.stdout).who).toMatchObject({
      name: 'ops-user',
      proof: 'said',
      doubt: 'the role’s trust policy does not require the user name as source identity',
    });
  });
});

describe('who entered', () => {
  it('has refused attempts of Ops for an admin', async () => {
    const { stdout } = await history('--since 7d --sessions --failed --profile management');
    expect(stdout.split('\n').map(squeezed)).toContainEqual(
      expect.stringMatching(
        /^09:00 \| eve \| role acme-production \| .* \| refused: AccessDenied \(recorded in Ops\)$/,
      ),
    );
    expect(stdout).not.toContain('kim');
  });

  it('says of a member why those of Ops were not read', async () => {
    const { code, stdout } = await history('--since 7d --sessions');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /diverst could not read the refused attempts that are recorded in Ops: AWS says: .*; an admin sees them, and so do you if Ops allows you cloudtrail:LookupEvents\n/,
    );
  });

  it('ends at the limit', async () => {
    const entries = await asJson('--since 7d --sessions --limit 2');
    expect(entries).toHaveLength(2);
    expect(entries[0]).toMatchObject({ recordedIn: 'account', roleArn: expect.any(String) });
  });
});

describe('the outputs', () => {
  it('text says what was not seen, and nothing where nothing was found', async () => {
    const { code, stdout } = await history('--since 5m --who nobody');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^no changes by nobody in client acme since 2030-01-11 \d\d:\d\d \(UTC\)\n/);
    expect(stdout).toContain(
      'to see older events:\n  diverst client history acme --since 90d --who nobody --utc\n  diverst client history acme --since 5m --all --who nobody --utc\n',
    );
    const all = await history('--since 90d --all --who nobody');
    expect(all.stdout).not.toContain('to see older events');
    const past = await history('--since 5d --until 4d --failed --changes --who nobody');
    expect(past.stdout).toMatch(
      /^no refused or failed changes by nobody in client acme from .* to .*\(UTC\)\n/,
    );
    expect(past.stdout).toContain(
      'acme --since 90d --who nobody --failed --utc --changes\n  diverst client history acme --since 5d --until 4d --all --who nobody --failed --utc\n',
    );
    expect(stdout).toContain('not included: regions other than us-east-1; data events');
  });

  it('text says where it ends, if not now', async () => {
    const { stdout } = await history('--since 2h --until 1h --who nobody');
    expect(stdout).toMatch(/from 2030-01-1\d \d\d:\d\d to 2030-01-1\d \d\d:\d\d \(UTC\)\n/);
  });

  it('the words about the progress stand behind the last event', async () => {
    let screen = '';
    const shows = (text: string) => {
      screen += text;
    };
    const nothing = () => {};
    const task = { update: nothing, pause: nothing, fail: nothing, done: () => shows('✓ done\n') };
    await history('--since 7d --event CreateUser', { shows, progress: { start: () => task } });
    expect(screen).toMatch(/user backup .*\n✓ done\n\n2 CreateUser events /);
  });

  it('counts one event as one', async () => {
    const done: unknown[] = [];
    const nothing = () => {};
    const task = {
      update: nothing,
      pause: nothing,
      fail: nothing,
      done: (words: unknown) => done.push(words),
    };
    for (const line of ['--since 7d --event CreateUser', '--since 7d --event CreateRole'])
      await history(line, { progress: { start: () => task } });
    expect(done).toEqual(['2 events read', '1 event read']);
  });

  it('JSON and CSV are on stdout alone', async () => {
    const { stdout, stderr } = await history(
      '--since 7d --format csv --event RunInstances --regions eu-west-1',
    );
    const [header, row, ...rest] = stdout.split('\r\n');
    expect(header).toBe(
      'time,region,who,kind,proof,session,role,service,event,on,address,tool,error,read_only,id',
    );
    expect(row).toMatch(
      /^2030-01-09T08:00:00Z,eu-west-1,alice,person,proven,alice,acme-production,ec2,RunIn/,
    );
    expect(rest).toEqual(['']);
    expect(stderr).toContain('not included: regions other than eu-west-1');
    const none = await history('--since 5m --format csv');
    expect(none.stdout).toBe(`${header}\r\n`);
  });

  it('an event as JSON has stable fields', async () => {
    const [event] = await asJson('--since 7d --event ConsoleLogin');
    expect(event).toEqual({
      time: '2030-01-09T11:00:00Z',
      id: expect.any(String),
      region: 'us-east-1',
      service: 'signin',
      event: 'ConsoleLogin',
      readOnly: false,
      who: {
        kind: 'root',
        name: 'root',
        proof: null,
        doubt: null,
        role: null,
        session: null,
        mfa: false,
        chain: [],
      },
      resources: [],
      from: { address: '198.51.100.9', service: null, tool: 'console' },
      error: null,
    });
  });
});

describe('what cannot be', () => {
  it.each([
    ['--changes --all', '--changes and --all do not go together'],
    ['--sessions --event CreateRole', '--sessions and --event do not go together'],
    ['--json --format csv', '--json and --format csv do not go together'],
    ['--since 91d', '--since 91d is more than 90 days ago'],
    ['--since yesterday', '--since "yesterday" is neither a duration nor a time'],
    ['--since 2031-01-01', '--since 2031-01-01 is in the future'],
    ['--since 1h --until 2h', '--until 2h is before --since 1h'],
    ['--event createrole', '--event "createrole" is not the name of an event'],
    ['--tool hammer', '--tool "hammer" is not a tool that diverst recognizes'],
    ['--limit 0', '--limit "0" is not a whole number'],
    ['--regions Ireland', '--regions "Ireland" is not an AWS region'],
  ])('%s is a usage error before anything is called', async (words, what) => {
    const before = told.sandbox.calls.length;
    const { code, stderr, stdout } = await history(words);
    expect(code).toBe(64);
    expect(stderr).toContain(what);
    if (words.includes('--json'))
      expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'usage', what, exitCode: 64 } });
    else expect(stdout).toBe('');
    expect(told.sandbox.calls.length).toBe(before);
  });

  it('a role is named where the groups may not be read, and must be the client’s', async () => {
    const arn = (name: string) => `arn:aws:iam::${told.acme}:role/${name}`;
    const named = await history(`--since 7d --limit 1 --role-arn ${arn('acme-production')}`);
    expect(named.code, named.stderr).toBe(0);
    const other = await history(`--since 7d --role-arn ${arn('globex-production')}`);
    expect(other.code).toBe(64);
    expect(other.stderr).toContain('--role-arn names the role of client globex, not of acme');
  });

  it('a client that there is not is named, for an admin too', async () => {
    for (const more of [[], ['--profile', 'management']]) {
      const { code, stderr } = await runCli(told, ['client', 'history', 'acne', ...more], {
        cwd: folder,
        env: { DIVERST_SANDBOX_STATE: join(folder, 'state.json') },
      });
      expect(code).toBe(1);
      expect(stderr).toContain('did you mean acme');
    }
  });
});

describe('a region that cannot be read', () => {
  /** What the role of acme may not do. */
  function deny(condition: object): void {
    const document = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: 'cloudtrail:*', Resource: '*', ...condition }],
    });
    told.sandbox.edit((state) => {
      roleOf(state, 'acme').inline = { deny: { document, effectiveAt: 0 } };
    });
  }
  afterEach(() =>
    told.sandbox.edit((state) => {
      roleOf(state, 'acme').inline = {};
    }),
  );

  it('is told, and the others go on', async () => {
    deny({ Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } });
    const { code, stdout } = await history('--since 7d --regions eu-west-1 us-east-1');
    expect(code).toBe(0);
    expect(stdout).toContain('iam CreateRole');
    expect(stdout).toMatch(/region eu-west-1 was not read: AWS says: .*cloudtrail:LookupEvents/);
    expect(stdout).toContain('not included: regions other than us-east-1;');
  });

  it('is told where it is not enabled, or there is no such region', async () => {
    const { region, requestHandler, profiles } = told.sandbox;
    const handle: typeof requestHandler.handle = async (request, options) => {
      if (!JSON.stringify(request.headers).includes('ap-east-1'))
        return requestHandler.handle(request, options);
      throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    };
    const openConnection: OpenConnection = async () => ({
      profile: 'ops (sandbox)',
      transport: { region, credentials: profiles.ops, requestHandler: { handle } as typeof requestHandler },
    });
    const { code, stdout, stderr } = await history('--since 7d --regions ap-east-1,us-east-1', {
      openConnection,
    });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('iam CreateRole');
    expect(stdout).toContain('region ap-east-1 was not read: diverst reports: getaddrinfo ENOTFOUND');
  });

  it('is a failure where it is every one', async () => {
    deny({});
    const { code, stdout, stderr } = await history('--since 7d');
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('cannot read the event history of this account');
    expect(stderr).toContain('Your session is not allowed cloudtrail:LookupEvents. AWS says: ');
    expect(stderr).toContain('allow the role cloudtrail:LookupEvents');
  });
});

describe('a run', () => {
  it('that is interrupted keeps what was printed, and says how far it came', async () => {
    const interruption = new AbortController();
    const remove = told.sandbox.faults.add({
      service: 'cloudtrail',
      nth: 3,
      fault: {
        kind: 'hook',
        before: () => interruption.abort(new Failure('interrupted', { what: 'interrupted' })),
      },
    });
    const { code, stdout, stderr } = await history('--since 7d', { signal: interruption.signal });
    remove();
    expect(code).toBe(130);
    // The first line was out when it came to look up where the next session began.
    expect(stdout).toMatch(/^Thu 2030-01-10\n22:05 {2}alice\?, from user backup .*\n$/);
    expect(stderr).toMatch(/! stopped after \d+ events/);
  });

  it('shares the rate of the account with another', async () => {
    const results = await Promise.all(Array.from({ length: 4 }, () => history('--since 7d --json')));
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(new Set(results.map(({ stdout }) => stdout)).size).toBe(1);
  });
});
