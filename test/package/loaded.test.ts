import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { killStarted, runProgram } from '../support/program.ts';
import { type Served, serveState } from '../support/served.ts';
import { runAndListLoaded } from './loaded.ts';

let folder: string;
let served: Served;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-start-up-'));
  writeFileSync(join(folder, 'diverst.config.yaml'), 'client: { email: "aws+{client}@example.com" }\n');
  served = await serveState(join(folder, 'served.json'));
});
afterAll(async () => {
  await served.stop();
  killStarted();
  rmSync(folder, { recursive: true, force: true });
});

const inSandbox = () => ({ DIVERST_SANDBOX: '1', DIVERST_SANDBOX_STATE: join(folder, 'own.json') });
const as = (who: 'ops' | 'management') => () => ({
  HOME: folder,
  AWS_ENDPOINT_URL: served.endpoint,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: served[who].accessKeyId,
  AWS_SECRET_ACCESS_KEY: served[who].secretAccessKey,
});
const asNobody = () => ({});

/** What answers before the program is loaded. */
const start = ['package.json', 'src/cli', 'src/credentials', 'src/model', 'src/start.ts', 'src/views'];
/** What every other command takes. */
const program = [
  ...start,
  ...['chalk', 'commander', 'src/aws', 'src/clock.ts', 'src/config', 'src/main.ts'],
  'src/terminal',
];
const cloudtrail = '@aws-sdk/client-cloudtrail';
const costExplorer = '@aws-sdk/client-cost-explorer';
const iam = '@aws-sdk/client-iam';
const organizations = '@aws-sdk/client-organizations';
const s3 = '@aws-sdk/client-s3';
const sts = '@aws-sdk/client-sts';
const readingTrails = ['sdk', cloudtrail, iam, organizations, sts];
const working = ['src/access', 'src/apply', 'src/operations', 'src/plan'];
const auditing = ['src/access', 'src/audit', 'src/operations', 'src/plan'];

const costing = ['src/access', 'src/costs', 'src/files', 'src/operations', 'big.js'];

/** One after the other: command, who runs it, its exit code, and what it loads. */
const commands: readonly (readonly [string, () => NodeJS.ProcessEnv, number, readonly string[]])[] = [
  ['--version', asNobody, 0, start],
  ['shell-init zsh', asNobody, 0, start],
  ['--help', asNobody, 0, program],
  ['client init acme --help', asNobody, 0, program],
  ['client init --print-policy', asNobody, 0, program],
  ['-v', asNobody, 0, start],
  ['org init --nonsense', asNobody, 64, program],
  ['completion zsh', asNobody, 0, program],
  ['sandbox --help', asNobody, 0, program],
  ['org checks', asNobody, 0, [...program, 'src/audit', 'src/plan']],
  [
    'config init --email a{client}@example.com --output {folder}/new.yaml --yes',
    asNobody,
    0,
    [...program, 'docs/diverst.config.schema.json', 'src/files', 'valibot', 'yaml'],
  ],
  ['config show', asNobody, 0, [...program, 'src/files', 'valibot', 'yaml']],
  ['client init ACME!', asNobody, 64, [...program, ...working]],
  [
    'client init acme --yes --email a@example.com',
    as('management'),
    0,
    [...program, ...working, 'sdk', iam, organizations, sts],
  ],
  [
    'user list',
    as('management'),
    0,
    [...program, 'src/access', 'src/operations', 'sdk', iam, organizations, sts],
  ],
  ['org audit', as('management'), 0, [...program, ...auditing, 'src/files', ...readingTrails]],
  ['org show', as('management'), 0, [...program, ...auditing, ...readingTrails]],
  // HTML only for a page.
  [
    'org report --output {folder}/page.html',
    as('management'),
    0,
    [
      ...program,
      ...auditing,
      ...['src/costs', 'src/files', 'src/history', 'src/report'],
      ...['big.js', 'preact', 'preact-render-to-string'],
      ...readingTrails,
    ],
  ],
  // S3 only where a trail is to be created, or the bucket of one repaired.
  // Events say what a guardrail would cut off.
  [
    'org repair',
    as('management'),
    0,
    [...program, ...auditing, 'src/apply', 'src/history', ...readingTrails],
  ],
  // What the groups grant is read as well.
  [
    'client assume acme --format json',
    as('ops'),
    0,
    [...program, 'src/files', 'src/operations', 'sdk', iam, sts],
  ],
  [
    'client assume acme --format json --no-cache',
    as('ops'),
    0,
    [...program, 'src/files', 'src/operations', 'sdk', sts],
  ],
  // From the cache, without AWS.
  ['client assume acme --format credential-process', as('ops'), 0, start],
  ['client assume acme --format json', as('ops'), 0, [...program, 'src/files', 'src/operations']],
  ['client exec acme -- true', as('ops'), 0, [...program, 'src/exec', 'src/files', 'src/operations']],
  [
    'client exec --all --read-only -- true',
    as('ops'),
    0,
    [...program, 'src/exec', 'src/files', 'src/operations', 'sdk', iam, sts],
  ],
  // The session is in the cache, and none has a name that could be proven.
  [
    'client history acme',
    as('ops'),
    0,
    [
      ...program,
      ...['src/access', 'src/files', 'src/history', 'src/operations', 'sdk'],
      ...['@aws-sdk/client-cloudtrail', organizations, sts],
    ],
  ],
  // Events only once they are looked up.
  [
    'client revoke acme --dry-run --no-look',
    as('management'),
    0,
    [...program, ...working, 'src/history', 'sdk', iam, organizations, sts],
  ],
  // Cost Explorer is loaded where it is asked, and not where its answer is kept.
  [
    'org costs --yes',
    as('management'),
    0,
    [...program, ...costing, 'sdk', '@aws-sdk/client-cost-explorer', organizations, sts],
  ],
  ['org costs', as('management'), 0, [...program, ...costing, 'sdk', organizations, sts]],
  ['client leave', as('ops'), 0, [...program, 'src/files']],
  ['doctor', as('ops'), 0, [...program, 'src/files', 'src/operations', 'sdk', iam, organizations, sts]],
  // It ends before it looks into any account.
  [
    'client close acme --dry-run --account-id 111122223333',
    as('management'),
    64,
    [...program, ...working, 'sdk', organizations, sts],
  ],
  [
    'client list --closed',
    as('management'),
    0,
    [...program, 'src/files', 'src/history', 'src/operations', 'sdk', organizations, sts],
  ],
  [
    'client list',
    inSandbox,
    0,
    [
      ...program,
      'src/files',
      'src/operations',
      'src/sandbox',
      'sdk',
      cloudtrail,
      costExplorer,
      iam,
      organizations,
      s3,
      sts,
    ],
  ],
];

test.each(commands)('%s loads what it needs', async (command, who, code, parts) => {
  const result = await runAndListLoaded(command.replace('{folder}', folder).split(' '), who());
  expect(result, result.stderr).toMatchObject({ code });
  expect(result.parts).toEqual([...new Set(parts)].sort());
});

test('a configuration file takes its parser', async () => {
  const { parts } = await runAndListLoaded(
    ['--config', join(folder, 'diverst.config.yaml'), 'doctor'],
    asNobody(),
  );
  expect(parts).toEqual(expect.arrayContaining(['valibot', 'yaml']));
});

test('what is answered at once is printed without the stream of stdout', async () => {
  const trap = join(folder, 'trap.cjs');
  writeFileSync(trap, "Object.defineProperty(process, 'stdout', { get() { throw new Error('loaded'); } });");
  const env = { NODE_OPTIONS: `--require ${trap}` };
  expect(await runProgram(['--version'], env)).toMatchObject({ code: 0, stderr: '' });
  // The trap is one: the program itself needs the stream.
  expect((await runProgram(['--help'], env)).code).not.toBe(0);
});
