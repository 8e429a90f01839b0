import { afterAll, describe, expect, it } from 'vitest';
import { accessOf } from '../../src/report/access.ts';
import { waysIn } from '../../src/report/check-scopes.ts';
import { ofKind } from '../audit/drift.ts';
import { allDrifts } from '../audit/drifts.ts';
import { cleanUp, open, prepared } from '../audit/prepared.ts';
import { audited } from '../support/audited.ts';

afterAll(cleanUp);

describe('an organization as it is wanted', () => {
  it('has no way in but people, admins and pipelines', async () => {
    const ground = await prepared('ci');
    const access = accessOf(await audited(open(ground), ground.options));
    expect(access.doors).toEqual([]);
    const [group, second] = access.groups;
    expect(second).toBeUndefined();
    expect(group).toMatchObject({ noun: 'client', name: 'production', members: ['ops-user'] });
    const { client } = ground.cast;
    expect(group?.accounts.find(({ name }) => name === client.name)).toEqual({
      name: client.name,
      accountId: client.accountId,
      accountState: 'ACTIVE',
      role: client.role,
      roleArn: client.roleArn,
      policies: [{ name: `assume-${client.role}`, kind: 'inline', isPacked: false }],
      state: 'open',
      findings: [],
    });
    expect(group?.accounts.map(({ state }) => state)).toEqual(['open', 'open', 'open']);
    expect(access.admins).toMatchObject({ group: 'admin', role: 'OrganizationAccountAccessRole' });
    expect(access.admins.members).toMatchObject([{ name: 'management-admin' }]);
    expect(access.pipelines.map(({ account, exists }) => [account, exists])).toContainEqual([
      client.name,
      true,
    ]);
    const pipeline = access.pipelines.find(({ account }) => account === client.name);
    expect(pipeline?.subject).toBe(`repo:company/infra:environment:${client.name}`);
  });

  it('has its environments beside its clients, each with its group', async () => {
    const ground = await prepared('both', 'environment');
    const access = accessOf(await audited(open(ground), ground.options));
    expect(access.groups.map(({ noun, name, accounts }) => [noun, name, accounts.length])).toEqual([
      ['client', 'production', 3],
      ['environment', 'environments', 3],
    ]);
    expect(access.doors).toEqual([]);
  });
});

describe('a drift that opens a way in is a door', () => {
  // One for each check; the others of a check differ in what the audit reads, not in what is shown.
  const opening = allDrifts.filter(
    ({ expect: { check }, doors }, index, all) =>
      (waysIn.has(check) || (doors?.opens ?? []).length > 0) &&
      all.findIndex((one) => one.expect.check === check) === index,
  );

  it.each(ofKind('client', opening))('$name', async ({ change: drift }) => {
    const ground = await prepared(drift.config);
    const organization = open(ground);
    organization.sandbox.edit((state) => drift.apply(state, ground.cast));
    const { doors } = accessOf(await audited(organization, ground.options));
    const checks = doors.map(({ finding }) => finding.check);
    if (waysIn.has(drift.expect.check)) expect(checks).toContain(drift.expect.check);
    else expect(checks).not.toEqual([]);
  });
});
