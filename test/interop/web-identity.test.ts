import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Ended, run } from './support/children.ts';
import {
  diverst,
  initClient,
  openWorkshop,
  type ServedSandbox,
  serveSandbox,
  type Workshop,
} from './support/diverst.ts';
import { cleanEnv } from './support/environment.ts';

const subject = 'repo:company/infra:environment:acme';
const configuration = `client:
  email: "aws+{client}@example.com"
  ci: { subject: "repo:company/infra:environment:{client}", managedPolicies: [ReadOnlyAccess] }
`;
const script = fileURLToPath(new URL('web-identity.py', import.meta.url));

/** A role that client init makes for a CI system, assumed as the tools of AWS do it: by a file with a token. */
describe('a CI role, by a token file', () => {
  let workshop: Workshop;
  let served: ServedSandbox;
  let roleArn: string;

  beforeAll(async () => {
    workshop = openWorkshop();
    writeFileSync(join(workshop.folder, 'diverst.config.yaml'), configuration);
    served = await serveSandbox(workshop);
    const { account } = await initClient(workshop, 'acme', ['--sandbox-state', served.stateFile]);
    roleArn = `arn:aws:iam::${account.id}:role/acme-ci`;
  });

  afterAll(async () => {
    await served?.stop();
    workshop?.remove();
  });

  let runs = 0;

  /** Without any key: the token is all that a job has. Each has a name of its own, by which the AWS CLI keeps sessions. */
  async function job(
    program: string,
    words: readonly string[],
    more: readonly string[] = [],
  ): Promise<Ended> {
    runs += 1;
    const state = ['--sandbox-state', served.stateFile];
    const printed = await diverst(workshop, ['sandbox', 'token', '--subject', subject, ...more, ...state]);
    expect(printed.code, printed.stderr).toBe(0);
    const file = join(workshop.folder, 'token.jwt');
    writeFileSync(file, printed.stdout);
    return run(program, words, {
      cwd: workshop.folder,
      env: cleanEnv(workshop.folder, {
        AWS_ENDPOINT_URL: served.endpoint,
        AWS_ENDPOINT_URL_STS: served.endpoint,
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_WEB_IDENTITY_TOKEN_FILE: file,
        AWS_ROLE_ARN: roleArn,
        AWS_ROLE_SESSION_NAME: `run-${runs}`,
      }),
    });
  }

  const whoAmI = ['sts', 'get-caller-identity', '--output', 'json'];
  const arn = () =>
    roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/').concat(`/run-${runs}`);

  test.skipIf(!inject('programs').aws)('the AWS CLI works as the role', async () => {
    const { code, stdout, stderr } = await job('aws', whoAmI);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout).Arn).toBe(arn());
  });

  test.skipIf(!inject('programs').aws).each([
    ['another subject', ['--subject', 'repo:company/infra:environment:globex'], 'AccessDenied'],
    ['another audience', ['--audience', 'other'], 'Incorrect token audience'],
    ['another issuer', ['--issuer', 'https://gitlab.com'], 'No OpenIDConnect provider found'],
  ])('with %s it is refused', async (_, words, message) => {
    const { code, stderr } = await job('aws', whoAmI, words);
    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
  });

  test.skipIf(!inject('programs').terraform)('Terraform works as the role', async () => {
    const main =
      'provider "aws" {}\ndata "aws_caller_identity" "me" {}\noutput "arn" { value = data.aws_caller_identity.me.arn }\n';
    writeFileSync(join(workshop.folder, 'main.tf'), main);
    const init = await job('terraform', ['init', '-no-color', `-plugin-dir=${inject('terraformPlugins')}`]);
    expect(init.code, init.stderr).toBe(0);
    const { code, stdout, stderr } = await job('terraform', ['apply', '-no-color', '-auto-approve']);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(`arn = "${arn()}"`);
  });

  test.skipIf(!inject('programs').boto3)('boto3 works as the role', async () => {
    const { code, stdout, stderr } = await job('python3', [script]);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      method: 'assume-role-with-web-identity',
      arn: arn(),
      roles: expect.arrayContaining(['acme-ci', 'acme-production']),
    });
  });
});
