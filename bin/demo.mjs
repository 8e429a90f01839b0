#!/usr/bin/env node
// @ts-check
// Shows what diverst does, in four acts on a sandbox of its own: npm run demo. With --pause it waits for Enter between
// the acts, on a terminal. It ends with 1 if an act did not do what it says.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { GetRoleCommand, IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  ListAccountsCommand,
  ListCreateAccountStatusCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { acts } from './demo-acts.mjs';

const program = fileURLToPath(new URL('diverst.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'diverst-demo-'));
const began = Date.now();
const color = process.stdout.isTTY === true && !process.env.NO_COLOR;
const env = {
  PATH: process.env.PATH,
  HOME: folder,
  DIVERST_SANDBOX: '1',
  DIVERST_SANDBOX_STATE: join(folder, 'sandbox.json'),
};
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const pauses = process.argv.includes('--pause') && process.stdin.isTTY === true;

/** @param {string} text */
const print = (text) => process.stdout.write(`${text}\n`);
/** @param {string} text */
const bold = (text) => (color ? `\u001b[1m${text}\u001b[22m` : text);

/**
 * A line of at most 80 columns that ends with a whole word.
 *
 * @param {string} line
 */
function fitted(line) {
  if (line.length <= 80) return line;
  const cut = line.slice(0, 79);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 40)).trimEnd()} …`;
}

/**
 * @param {string} words
 * @param {{ latency?: boolean, until?: RegExp }} [options] `until` kills it as soon as it has printed that
 * @returns {Promise<import('./demo-acts.mjs').Ended>}
 */
function run(words, { latency = false, until } = {}) {
  const child = spawn(process.execPath, [program, ...words.split(' ')], {
    env: latency ? env : { ...env, DIVERST_SANDBOX_LATENCY: '0' },
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
    stderr += chunk;
    if (until?.test(stderr)) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** The same sandbox over HTTP, for the calls that are not diverst's. */
async function serve() {
  const child = spawn(process.execPath, [program, 'sandbox', 'serve', '--port', '0', '--json'], {
    env: { ...env, DIVERST_SANDBOX_LATENCY: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  for await (const chunk of child.stdout) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  const { endpoint, profiles } = JSON.parse(text);
  return { endpoint, management: profiles.management, stop: () => child.kill('SIGTERM') };
}

/**
 * @param {Awaited<ReturnType<typeof serve>>} served
 * @returns {import('./demo-acts.mjs').Stage}
 */
function stageOn({ endpoint, management }) {
  /** @param {import('./demo-acts.mjs').Keys} [credentials] */
  const config = (credentials = management) => ({
    region: 'us-east-1',
    endpoint,
    credentials,
    maxAttempts: 1,
  });
  const organizations = new OrganizationsClient(config());
  return {
    async diverst(words, { lines = /^/, shows = true, latency = false } = {}) {
      if (shows) print(`$ diverst ${words}`);
      const ended = await run(words, { latency });
      const printed = `${ended.stderr}\n${ended.stdout}`.split('\n');
      if (shows) for (const line of printed) if (line !== '' && lines.test(line)) print(fitted(line));
      return ended;
    },
    async killed(words, moment) {
      print(`$ diverst ${words}`);
      return run(words, { latency: true, until: moment });
    },
    note: (text) => print(`# ${text}`),
    async assume(session, RoleArn) {
      try {
        await new STSClient(config(session)).send(
          new AssumeRoleCommand({ RoleArn, RoleSessionName: 'crossing' }),
        );
        return null;
      } catch (error) {
        if (error instanceof Error && error.name === 'AccessDenied') return error.name;
        throw error;
      }
    },
    async openTrust(account, RoleName) {
      const RoleArn = `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
      const { Credentials: given } = await new STSClient(config()).send(
        new AssumeRoleCommand({ RoleArn, RoleSessionName: 'sabotage' }),
      );
      const session = {
        accessKeyId: given?.AccessKeyId ?? '',
        secretAccessKey: given?.SecretAccessKey ?? '',
        sessionToken: given?.SessionToken ?? '',
      };
      const iam = new IAMClient(config(session));
      const { Role: role } = await iam.send(new GetRoleCommand({ RoleName }));
      const trust = JSON.parse(decodeURIComponent(role?.AssumeRolePolicyDocument ?? ''));
      for (const statement of trust.Statement)
        statement.Principal.AWS = [statement.Principal.AWS, '*'].flat();
      const PolicyDocument = JSON.stringify(trust);
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    },
    async accounts(name) {
      const [{ Accounts = [] }, { CreateAccountStatuses = [] }] = await Promise.all([
        organizations.send(new ListAccountsCommand({})),
        organizations.send(new ListCreateAccountStatusCommand({ States: ['IN_PROGRESS'] })),
      ]);
      return (
        Accounts.filter(({ Name }) => Name === name).length +
        CreateAccountStatuses.filter(({ AccountName }) => AccountName === name).length
      );
    },
  };
}

async function pause() {
  if (!pauses) return;
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  await lines.question('Press Enter to continue.');
  lines.close();
}

/** @type {Awaited<ReturnType<typeof serve>> | undefined} */
let served;
let number = 0;
try {
  served = await serve();
  const stage = stageOn(served);
  for (const { sentence, play } of acts) {
    number += 1;
    if (number > 1) await pause();
    print(`${number > 1 ? '\n' : ''}${bold(`${number}. ${sentence}`)}`);
    await play(stage);
  }
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  print(`
All of this ran in ${seconds} s, inside diverst: nothing was sent to AWS.
Type the next command yourself; with --sandbox it works without AWS, too:
  node bin/diverst.js --sandbox client init acme
On AWS: README.md, section "Start on AWS"`);
} catch (error) {
  const why = error instanceof Error ? error.message : String(error);
  process.stdout.write(`✗ act ${number} did not do what it says: ${why}\n`);
  process.exitCode = 1;
} finally {
  served?.stop();
  rmSync(folder, { recursive: true, force: true });
}
