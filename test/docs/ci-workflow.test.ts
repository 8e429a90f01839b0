import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type TwoClients, twoClients } from '../support/two-clients.ts';
import { allDocuments } from './support/documents.ts';
import { isConfiguration } from './support/yaml.ts';

interface Job {
  readonly environment?: string;
  readonly steps: readonly { readonly uses?: string; readonly with?: { 'role-to-assume'?: string } }[];
}

const { fences = [] } = allDocuments().get('docs/ci.md') ?? {};
const configuration = fences.find(isConfiguration)?.text ?? '';
const workflow = fences.find(({ text }) => text.includes('role-to-assume'))?.text ?? '';
const { jobs }: { readonly jobs: Readonly<Record<'plan' | 'apply', Job>> } = parse(workflow);

/** The workflow of docs/ci.md, with the roles that the configuration of that page makes. */
describe('the workflow', () => {
  let here: TwoClients;
  let file: unknown;
  let sts: STSClient;

  beforeAll(async () => {
    here = await twoClients();
    const config = ['--config', here.config(configuration)];
    for (const name of ['acme', 'globex']) {
      const { code, stderr } = await here.run(['client', 'init', name, '--yes', ...config]);
      expect(code, stderr).toBe(0);
    }
    here.organization.clock.advance(60_000);
    const words = ['client', 'terraform', '--all', '--region', 'eu-central-1'];
    file = JSON.parse((await here.run([...words, ...config])).stdout);
    const { region, requestHandler } = here.organization.sandbox;
    const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
    sts = new STSClient({ region, requestHandler, credentials, maxAttempts: 1 });
  });
  afterAll(() => here?.remove());

  /** What the job asks for, from the file that it reads. */
  function roleOf({ steps }: Job, client: string): string {
    const step = steps.find(({ uses }) => uses?.startsWith('aws-actions/configure-aws-credentials@'));
    const asked = step?.with?.['role-to-assume'] ?? '';
    const [, path = ''] = /^\$\{\{ fromJSON\(needs\.clients\.outputs\.file\)\.(.*) \}\}$/.exec(asked) ?? [];
    const names = path.replace('matrix.client', `'${client}'`).match(/[\w{}-]+/g) ?? [];
    return String(names.reduce<unknown>((value, name) => Object(value)[name], file));
  }

  /** As GitHub names a job of that kind. */
  function subjectOf({ environment }: Job, client: string): string {
    const said = environment?.replace('${{ matrix.client }}', client);
    return `repo:company/infra:${said === undefined ? 'pull_request' : `environment:${said}`}`;
  }

  async function enters(RoleArn: string, subject: string): Promise<boolean> {
    const WebIdentityToken = here.organization.sandbox.token({ subject });
    const asked = { RoleArn, RoleSessionName: 'job', WebIdentityToken };
    try {
      return (await sts.send(new AssumeRoleWithWebIdentityCommand(asked))).Credentials !== undefined;
    } catch (error) {
      if (error instanceof Error && error.name === 'AccessDenied') return false;
      throw error;
    }
  }

  it('plans in every client, and applies in the client of its environment alone', async () => {
    const { plan, apply } = jobs;
    for (const [client, other] of [
      ['acme', 'globex'],
      ['globex', 'acme'],
    ] as const) {
      expect(roleOf(plan, client)).toMatch(new RegExp(`:role/${client}-plan$`));
      expect(roleOf(apply, client)).toMatch(new RegExp(`:role/${client}-ci$`));
      expect(await enters(roleOf(plan, client), subjectOf(plan, client))).toBe(true);
      expect(await enters(roleOf(apply, client), subjectOf(apply, client))).toBe(true);
      expect(await enters(roleOf(apply, client), subjectOf(apply, other))).toBe(false);
      expect(await enters(roleOf(apply, client), subjectOf(plan, client))).toBe(false);
    }
  });
});
