import { fileURLToPath } from 'node:url';
import { DescribeOrganizationCommand, ListAccountsCommand } from '@aws-sdk/client-organizations';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract } from '../contract/cases.ts';
import { pending } from '../contract/pending.ts';
import { type Ended, run } from './support/children.ts';
import { openWorkshop, type ServedSandbox, serveSandbox, type Workshop } from './support/diverst.ts';
import { awsEnv, cleanEnv } from './support/environment.ts';
import { given, Sdk } from './support/sdk.ts';

// The program behind `npm run test:aws`, on the built sandbox in place of AWS.

const program = fileURLToPath(new URL('../contract/aws.mjs', import.meta.url));

let workshop: Workshop;
let served: ServedSandbox;
let settings: Record<string, string>;

beforeAll(async () => {
  workshop = openWorkshop();
  served = await serveSandbox(workshop);
  const sdk = new Sdk(served.endpoint, served.profiles.root);
  const { Organization } = await sdk.organizations.send(new DescribeOrganizationCommand({}));
  const { Accounts } = await sdk.organizations.send(new ListAccountsCommand({}));
  sdk.close();
  settings = {
    ...awsEnv(served.endpoint, served.profiles.root),
    DIVERST_CONTRACT_ORGANIZATION: given(Organization?.Id, 'organization'),
    DIVERST_CONTRACT_MEMBER: given(Accounts?.find(({ Name }) => Name === 'Ops')?.Id, 'member account'),
  };
});

afterAll(async () => {
  await served?.stop();
  workshop?.remove();
});

function testAws(env: Readonly<Record<string, string>>, ...wanted: readonly string[]): Promise<Ended> {
  const place = { env: cleanEnv(workshop.folder, env), cwd: workshop.folder };
  return run(process.execPath, [program, ...wanted], place, 110_000);
}

test('without the name of an organization it does nothing', async () => {
  const { DIVERST_CONTRACT_ORGANIZATION: _, ...others } = settings;
  const { code, stdout, stderr } = await testAws(others);
  expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
  expect(stdout).toContain('Set DIVERST_CONTRACT_ORGANIZATION');
});

test('the cases of Organizations, as AWS would be asked', async () => {
  const { code, stdout, stderr } = await testAws(settings, 'organizations/', 'sts/identity');
  expect(stderr).toBe('');
  // What the sandbox does not answer yet is nothing that AWS's pages promise.
  const wrong = [...stdout.matchAll(/^✗ ([^:\n]*)/gm)].map(([, id = '']) => id);
  expect(wrong.filter((id) => !pending.includes(id))).toEqual([]);
  const tried = contract.filter(({ id, kind }) => {
    const asked = id.startsWith('organizations/') || id.startsWith('sts/identity');
    return asked && (kind === 'reading' || kind === 'reversible');
  });
  const passed = [...stdout.matchAll(/^✓ (.*)$/gm)].map(([, id = '']) => id);
  expect(passed).toEqual(tried.map(({ id }) => id).filter((id) => !pending.includes(id)));
  expect(code).toBe(wrong.length === 0 ? 0 : 1);
});
