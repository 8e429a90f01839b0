import { fileURLToPath } from 'node:url';
import { CreateAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import { run } from './support/children.ts';
import {
  type InitObject,
  initClient,
  openWorkshop,
  type ServedSandbox,
  serveSandbox,
  type Workshop,
} from './support/diverst.ts';
import { awsEnv, cleanEnv } from './support/environment.ts';

const script = fileURLToPath(new URL('boto3-calls.py', import.meta.url));

/** Past two pages: the management account, Ops, the client and these. */
const others = Array.from({ length: 42 }, (_, index) => `other-${String(index + 1).padStart(2, '0')}`);

interface Answers {
  readonly sizes: readonly number[];
  readonly names: readonly string[];
  readonly top: readonly string[];
  readonly roles: readonly string[];
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
}

describe.skipIf(!inject('programs').boto3)('boto3 against sandbox serve', () => {
  let workshop: Workshop;
  let served: ServedSandbox;
  let acme: InitObject;
  let answers: Answers;

  beforeAll(async () => {
    workshop = openWorkshop();
    served = await serveSandbox(workshop);
    acme = await initClient(workshop, 'acme', ['--sandbox-state', served.stateFile]);
    await addAccounts(served.stateFile);
    const { ops, management } = served.profiles;
    const ended = await run('python3', [script, acme.role.arn, ops.accessKeyId, ops.secretAccessKey], {
      env: cleanEnv(workshop.folder, awsEnv(served.endpoint, management)),
      cwd: workshop.folder,
    });
    expect(ended.code, ended.stderr).toBe(0);
    answers = JSON.parse(ended.stdout);
  });

  afterAll(async () => {
    await served?.stop();
    workshop?.remove();
  });

  test('its paginators see every account once, 20 a page at most', () => {
    expect([...answers.names].sort()).toEqual(['Ops', 'acme', ...others, 'management'].sort());
    expect([...answers.top].sort()).toEqual(['Envs', 'Users']);
    expect(answers.sizes.length).toBeGreaterThanOrEqual(3);
    expect(Math.max(...answers.sizes)).toBeLessThanOrEqual(20);
    expect(answers).toMatchObject({ joined: 'datetime', created: others.length + 2 });
  });

  test('it reads the account authorization details, one entity a page', () => {
    expect([...answers.roles].sort()).toEqual(['OrganizationAccountAccessRole', 'acme-production']);
    expect(answers).toMatchObject({
      trust: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
            Principal: { AWS: expect.stringMatching(/^arn:aws:iam::\d{12}:root$/) },
          },
        ],
      },
      attached: [
        { PolicyName: 'AdministratorAccess', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      ],
    });
    expect(answers.tags).toEqual(expect.arrayContaining([{ Key: 'diverst:managed-by', Value: 'diverst' }]));
  });

  test("it takes a person of Ops into the client's account", () => {
    expect(answers).toMatchObject({
      daily: `arn:aws:sts::${acme.account.id}:assumed-role/acme-production/boto3`,
    });
  });

  test('it raises errors by their code', () => {
    expect(answers).toMatchObject({
      denied: 'AccessDeniedException',
      missing: 'NoSuchEntity',
      invalid: 'ChildNotFoundException',
    });
  });
});

/** Straight into the state file: over HTTP CreateAccount is held to AWS's rate, one in ten seconds. */
async function addAccounts(stateFile: string): Promise<void> {
  const sandbox = openSandbox({ stateFile });
  const client = new OrganizationsClient({
    region: sandbox.region,
    credentials: sandbox.profiles.management,
    requestHandler: sandbox.requestHandler,
  });
  for (const name of others) {
    await client.send(new CreateAccountCommand({ AccountName: name, Email: `aws+${name}@example.com` }));
  }
}
