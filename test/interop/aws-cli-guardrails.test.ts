import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { run } from './support/children.ts';
import { diverst, openWorkshop, type ServedSandbox, serveSandbox, type Workshop } from './support/diverst.ts';
import { awsEnv, cleanEnv } from './support/environment.ts';

/** What the AWS CLI writes of the organization's policies, read by an audit. */
describe.skipIf(!inject('programs').aws)('guardrails with the AWS CLI', () => {
  let workshop: Workshop;
  let served: ServedSandbox;

  async function aws<T>(...words: readonly string[]): Promise<T> {
    const { code, stdout, stderr } = await run('aws', ['organizations', ...words, '--output', 'json'], {
      env: cleanEnv(workshop.folder, awsEnv(served.endpoint, served.profiles.management)),
      cwd: workshop.folder,
    });
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout.trim() || '{}') as T;
  }

  async function findings(): Promise<readonly string[]> {
    const env = awsEnv(served.endpoint, served.profiles.management);
    const { stdout, stderr } = await diverst(workshop, ['org', 'audit', '--json'], env);
    const report: { readonly findings?: readonly { readonly id: string }[] } = JSON.parse(stdout || '{}');
    expect(report.findings, stderr).toBeDefined();
    return (report.findings ?? []).map(({ id }) => id).sort();
  }

  beforeAll(async () => {
    workshop = openWorkshop();
    served = await serveSandbox(workshop);
  });

  afterAll(async () => {
    await served?.stop();
    workshop?.remove();
  });

  test('one that is gone is missed, and one of another name and form takes its place', async () => {
    expect(await findings()).toEqual([]);
    const filter = ['--filter', 'SERVICE_CONTROL_POLICY'];
    const { Policies } = await aws<{ Policies: { Id: string; Name: string }[] }>('list-policies', ...filter);
    const id = Policies.find(({ Name }) => Name === 'diverst-guardrails')?.Id ?? '';
    const { Policy } = await aws<{ Policy: { Content: string } }>('describe-policy', '--policy-id', id);
    const { Targets } = await aws<{ Targets: { TargetId: string; Name: string }[] }>(
      ...['list-targets-for-policy', '--policy-id', id],
    );
    expect(Targets).toMatchObject([{ Name: 'Envs' }]);
    const target = ['--target-id', Targets[0]?.TargetId ?? ''];
    await aws('detach-policy', '--policy-id', id, ...target);
    expect(await findings()).toEqual(['guardrail-detached:diverst-guardrails/SCP']);
    await aws('delete-policy', '--policy-id', id);
    expect(await findings()).toEqual(
      ['lateral', 'leave', 'roles', 'root-user'].map((name) => `guardrail-missing:${name}`),
    );

    const file = join(workshop.folder, 'company.json');
    writeFileSync(file, JSON.stringify(JSON.parse(Policy.Content), null, 2));
    const made = await aws<{ Policy: { PolicySummary: { Id: string } } }>(
      ...['create-policy', '--name', 'company', '--description', 'Of the company', '--type'],
      ...['SERVICE_CONTROL_POLICY', '--content', `file://${file}`],
    );
    await aws('attach-policy', '--policy-id', made.Policy.PolicySummary.Id, ...target);
    expect(await findings()).toEqual([]);
  });
});
