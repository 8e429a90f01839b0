import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { diverst, type InitObject, initClient, openWorkshop, type Workshop } from './support/diverst.ts';
import { awsEnv } from './support/environment.ts';
import { adminKeys, type Moto, startMoto } from './support/moto.ts';
import { Sdk } from './support/sdk.ts';

interface Report {
  readonly findings: readonly { readonly id: string }[];
}

/** The whole way on an AWS that shares no code with this project: an organization from nothing, a client, a door. */
describe.skipIf(!inject('programs').moto_server)('an organization in moto_server', () => {
  let workshop: Workshop;
  let moto: Moto;
  let sdk: Sdk;
  let env: Record<string, string>;
  let acme: InitObject;

  beforeAll(async () => {
    workshop = openWorkshop();
    writeFileSync(
      join(workshop.folder, 'diverst.config.json'),
      // moto makes the trail, but knows trails by their names alone, and answers no selectors for a new one.
      // It knows neither resource control policies nor central root access.
      JSON.stringify({
        client: { email: 'aws+{client}@example.com' },
        organization: { centralRootAccess: false },
        trail: false,
        guardrails: false,
      }),
    );
    moto = await startMoto(workshop);
    const keys = await adminKeys(moto.endpoint);
    sdk = new Sdk(moto.endpoint, keys);
    env = awsEnv(moto.endpoint, keys);
  });

  afterAll(async () => {
    sdk?.close();
    await moto?.stop();
    workshop?.remove();
  });

  async function changesOf(words: readonly string[]): Promise<readonly string[]> {
    const ended = await diverst(workshop, [...words, '--yes', '--json'], env);
    expect(ended.code, ended.stderr).toBe(0);
    const { changes } = JSON.parse(ended.stdout) as { changes: { kind: string; status: string }[] };
    return changes.map(({ kind, status }) => `${status} ${kind}`);
  }

  /** moto has no resource policy of the organization, and says nothing of passwords in the summary of an account. */
  const unread = [
    'not-audited:Ops/root-user',
    'not-audited:acme/root-user',
    'not-audited:delegation',
    'not-audited:master/root-user',
  ];

  async function audit(): Promise<{ readonly code: number | null; readonly ids: readonly string[] }> {
    const { code, stdout, stderr } = await diverst(workshop, ['org', 'audit', '--json'], env);
    expect(stdout, stderr).not.toBe('');
    const { findings } = JSON.parse(stdout) as Report;
    const ids = findings.map(({ id }) => id);
    const isUnread = (id: string) => id.startsWith('not-audited:');
    expect(ids.filter(isUnread).sort()).toEqual(unread);
    return { code, ids: ids.filter((id) => !isUnread(id)) };
  }

  test('is made from nothing, and the second time nothing is left to do', async () => {
    const made = await changesOf(['org', 'init']);
    expect(made).toContain('applied create-organization');
    expect(made).toContain('applied create-account');
    expect(made.every((change) => change.startsWith('applied '))).toBe(true);
    const again = await changesOf(['org', 'init']);
    expect(again).toHaveLength(made.length);
    expect(again.every((change) => change.startsWith('unchanged '))).toBe(true);
  });

  // Unlike AWS, moto makes the access role without AdministratorAccess, and the audit says so; it finds nothing else.
  const clean = { code: 3, ids: ['access-role-rights:Ops', 'access-role-rights:acme'] };

  test('with a client it is clean', async () => {
    acme = await initClient(workshop, 'acme', [], env);
    expect(await audit()).toEqual(clean);
  });

  test('a door is found, repaired, and gone', async () => {
    const within = await sdk.within(acme.account.id);
    const door = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
    };
    await within.iam.send(
      new UpdateAssumeRolePolicyCommand({ RoleName: acme.role.name, PolicyDocument: JSON.stringify(door) }),
    );
    within.close();
    const found = await audit();
    expect(found.code).toBe(3);
    expect(found.ids).toContain('trust-everyone:acme');
    expect(await changesOf(['org', 'repair', '--only', 'trust-everyone:acme'])).toEqual([
      'applied replace-trust',
    ]);
    expect(await audit()).toEqual(clean);
  });
});
