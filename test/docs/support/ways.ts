import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { openSandbox } from '../../../src/sandbox/sandbox.ts';
import { type Served, serveState } from '../../support/served.ts';
import type { Ground, Place } from './bash.ts';
import { openPerson } from './person.ts';

/** How a reader reaches AWS. */
export type Mode = 'the sandbox' | 'AWS profiles';

/** What exists before the first line. */
export type Start = 'nothing' | 'an organization';

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Null where the AWS CLI is not installed, or a launcher of that name has nothing behind it. */
export const awsCli = spawnSync('aws', ['--version'], { stdio: 'ignore' }).status === 0 ? whichAws() : null;

function whichAws(): string {
  return spawnSync('sh', ['-c', 'command -v aws'], { encoding: 'utf8' }).stdout.trim();
}

/**
 * A ground for one of the ways of the README: the sandbox is the AWS of both modes. With AWS profiles it is served, and
 * diverst knows it as AWS, by the `endpoint_url` of the profiles.
 */
export async function openWay(mode: Mode, start: Start, place: Place): Promise<Ground> {
  await writeStart(place.state, start);
  const served = await serveState(place.state);
  const person = await openPerson(place, mode);
  if (mode === 'AWS profiles') writeAwsFiles(place, served);
  return {
    env: {
      PATH: [pathOf('../walk-shims'), pathOf('../shims'), process.env.PATH].join(delimiter),
      AWS_EC2_METADATA_DISABLED: 'true',
      DOCS_AWS: awsCli ?? '',
      DOCS_ENDPOINT: served.endpoint,
      DOCS_IDENTITY: pathOf('identity.mjs'),
      DOCS_SIGN_IN: person.address,
      ...(mode === 'the sandbox'
        ? { DIVERST_MFA_PROCESS: 'echo 123456' }
        : { DIVERST_SANDBOX: undefined, DIVERST_SANDBOX_STATE: undefined, AWS_CONFIG_FILE: undefined }),
    },
    async end() {
      await Promise.all([served.stop(), person.end()]);
    },
  };
}

async function writeStart(stateFile: string, start: Start): Promise<void> {
  const sandbox = openSandbox({ stateFile, start: 'empty' });
  // A state is written with its first change.
  sandbox.edit(() => {});
  if (start === 'nothing') return;
  const organizations = new OrganizationsClient({
    region: sandbox.region,
    requestHandler: sandbox.requestHandler,
    credentials: sandbox.profiles.management,
    maxAttempts: 1,
  });
  await organizations.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  for (const [AccountName, Email] of [
    ['acme', 'aws+acme@example.com'],
    ['website', 'web@example.com'],
  ])
    await organizations.send(new CreateAccountCommand({ AccountName, Email }));
}

/** The profile `ops` has what the text to a new person asks for; signing in adds the rest. */
function writeAwsFiles({ home }: Place, { management, endpoint }: Served): void {
  mkdirSync(join(home, '.aws'));
  writeFileSync(
    join(home, '.aws', 'credentials'),
    `[management]\naws_access_key_id = ${management.accessKeyId}\naws_secret_access_key = ${management.secretAccessKey}\n`,
  );
  writeFileSync(
    join(home, '.aws', 'config'),
    ['management', 'ops']
      .map((name) => `[profile ${name}]\nregion = eu-central-1\nendpoint_url = ${endpoint}\n`)
      .join(''),
  );
}
