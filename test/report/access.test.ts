import { afterAll, describe, expect, it } from 'vitest';
import { accessOf } from '../../src/report/access.ts';
import { accountReport } from '../../src/report/account-report.ts';
import { waysIn } from '../../src/report/check-scopes.ts';
import { accountPage } from '../../src/views/report/account-page.tsx';
import { ofKind } from '../audit/drift.ts';
import { allDrifts } from '../audit/drifts.ts';
import { cleanUp, open, prepared } from '../audit/prepared.ts';
import { audited } from '../support/audited.ts';
import { othersIn } from '../support/others-in.ts';

afterAll(cleanUp);

const noHashes = { style: '', script: '' };

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
    const sources = await audited(open(ground), ground.options);
    const access = accessOf(sources);
    const owner = { noun: 'environment' as const, name: ground.cast.client.name };
    const report = accountReport(owner, { ...sources, version: '0', history: null, costs: null });
    if (report === null) throw new Error('there is such an environment');
    const page = accountPage(report, noHashes);
    expect(othersIn(page, report, sources)).toEqual([]);
    expect(page).toContain(`<title>Environment ${owner.name}</title>`);
    expect(page).toContain('environment role');
    expect(report.checked.filter(({ outcome }) => outcome === 'found')).toEqual([]);
    expect(access.groups.map(({ noun, name, accounts }) => [noun, name, accounts.length])).toEqual([
      ['client', 'production', 3],
      ['environment', 'environments', 3],
    ]);
    expect(access.doors).toEqual([]);
  });
});

/** One for each check; the others of a check differ in what the audit reads, not in what is shown. */
const ofEachCheck = allDrifts.filter(
  ({ expect: { check } }, index, all) => all.findIndex((one) => one.expect.check === check) === index,
);

describe('of each drift', () => {
  it.each(ofKind('client', ofEachCheck))(
    '$name: a way in is a door, and the page of a client names no other account',
    async ({ change: drift }) => {
      const ground = await prepared(drift.config);
      const organization = open(ground);
      organization.sandbox.edit((state) => drift.apply(state, ground.cast));
      const sources = await audited(organization, ground.options);
      const checks = accessOf(sources).doors.map(({ finding }) => finding.check);
      if (waysIn.has(drift.expect.check)) expect(checks).toContain(drift.expect.check);
      else if ((drift.doors?.opens ?? []).length > 0) expect(checks).not.toEqual([]);

      for (const { name } of [ground.cast.client, ground.cast.other]) {
        const owner = { noun: 'client' as const, name };
        const report = accountReport(owner, { ...sources, version: '0', history: null, costs: null });
        if (report !== null) expect(othersIn(accountPage(report, noHashes), report, sources)).toEqual([]);
      }
    },
  );
});
