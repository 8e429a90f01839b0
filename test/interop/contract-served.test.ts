import { fileURLToPath } from 'node:url';
import { DescribeOrganizationCommand, ListAccountsCommand } from '@aws-sdk/client-organizations';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract } from '../contract/cases.ts';
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
  const sdk = new Sdk(served.endpoint, served.profiles.management);
  const { Organization } = await sdk.organizations.send(new DescribeOrganizationCommand({}));
  const { Accounts } = await sdk.organizations.send(new ListAccountsCommand({}));
  sdk.close();
  settings = {
    ...awsEnv(served.endpoint, served.profiles.management),
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

test('some cases of each service, as AWS would be asked', async () => {
  // Few that create organizational units: a served sandbox keeps to AWS's rates, of which that is the lowest.
  const wanted = [
    'organizations/callers',
    'organizations/account',
    'organizations/pages/none',
    'organizations/units/shape',
    'iam/names/found',
    'iam/users/no-password',
    'sts/identity',
    'trust/account-and-permission',
    'wire/signature',
  ];
  const { code, stdout, stderr } = await testAws(settings, ...wanted);
  expect(stderr).toBe('');
  const tried = contract.filter(({ id, kind }) => {
    const asked = wanted.some((part) => id.includes(part));
    return asked && (kind === 'reading' || kind === 'reversible');
  });
  const passed = [...stdout.matchAll(/^✓ (.*)$/gm)].map(([, id = '']) => id);
  expect(passed).toEqual(tried.map(({ id }) => id));
  expect(passed.length).toBeGreaterThan(15);
  expect(stdout).not.toMatch(/^✗/m);
  expect(code).toBe(0);
});
