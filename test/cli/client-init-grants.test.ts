import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/model/policy/canonical.ts';
import { inlineGrant, packedGrant, readGrant } from '../../src/model/policy/grant.ts';
import type { PolicyState } from '../../src/sandbox/state.ts';
import { jsonOf, mutations, runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { opsOf } from '../support/state.ts';

interface Granted {
  readonly role: { readonly arn: string };
  readonly grant: { readonly kind: string; readonly policy: string };
}

const line = (client: string) => ['client', 'init', client, '--yes', '--json'];
const clientNames = (count: number) =>
  Array.from({ length: count }, (_, index) => `client-${String(index + 1).padStart(4, '0')}`);

/** Of four characters, as long as `acme`. */
const shortName = (index: number) => `c${index.toString(36).padStart(3, '0')}`;

const documentOf = (policy: PolicyState | undefined) =>
  policy?.versions.find(({ id }) => id === policy.defaultVersionId)?.document ?? '';

/** Every role that the group may assume, from both kinds of policies. */
function granted({ sandbox }: TestOrganization): readonly string[] {
  const { iam, group } = opsOf(sandbox.state());
  const inline = Object.values(group.inline).flatMap(({ document }) => readGrant(document) ?? []);
  const managed = group.attached.flatMap((arn) => readGrant(documentOf(iam.policies[arn])) ?? []);
  return [...inline, ...managed].sort();
}

describe('grants past the inline quota', () => {
  it('of 40 clients are all there, inline first and then packed', async () => {
    const organization = testOrganization({ rates: false });
    const results: Granted[] = [];
    for (const client of clientNames(40)) {
      const result = await runCli(organization, line(client));
      expect(result.code).toBe(0);
      results.push(jsonOf<Granted>(result));
    }
    expect(granted(organization)).toEqual(results.map(({ role }) => role.arn).sort());
    const kinds = results.map(({ grant }) => grant.kind);
    const inline = kinds.filter((kind) => kind === 'inline').length;
    expect(inline).toBeGreaterThan(20);
    expect(kinds).toEqual([...Array(inline).fill('inline'), ...Array(40 - inline).fill('managed')]);
    expect(new Set(results.slice(inline).map(({ grant }) => grant.policy))).toEqual(
      new Set(['assume-production-01']),
    );
    const again = await runCli(organization, line('client-0040'));
    expect(again.stdout).not.toContain('applied');
  });

  it('when ten packed policies are full, init refuses before anything is created and says the numbers', async () => {
    const organization = testOrganization({ rates: false });
    const total = fill(organization, 0);
    const result = await runCli(organization, line('one-more'));
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(
      /uses \d+ of 5120 characters of inline policies \(\d+ grants\) and 10 of 10 managed policies \(\d+ grants\)/,
    );
    expect(mutations(organization.sandbox)).toEqual([]);
    expect(total).toBeGreaterThan(1_200);
    expect(total).toBeLessThan(1_300);
  });

  it('the last place of the last packed policy is used', async () => {
    const organization = testOrganization({ rates: false });
    fill(organization, 1);
    const result = await runCli(organization, line('client-9999'));
    expect(result.code).toBe(0);
    expect(jsonOf<Granted>(result).grant).toEqual({
      group: 'production',
      kind: 'managed',
      policy: 'assume-production-10',
    });
  });

  /** Fills the group to its quotas but for `spare` places, as that many inits would; returns the number of grants. */
  function fill({ sandbox }: TestOrganization, spare: number): number {
    let total = 0;
    sandbox.edit((state) => {
      const { ops, iam, group } = opsOf(state);
      const arn = () =>
        `arn:aws:iam::${String(500_000_000_000 + total)}:role/${shortName(total++)}-production`;
      const room = () =>
        5_120 - Object.values(group.inline).reduce((sum, { document }) => sum + document.length, 0);
      for (let next = arn(); ; next = arn()) {
        const document = canonicalJson(inlineGrant(next));
        if (document.length > room()) break;
        group.inline[`assume-${next.split('/')[1]}`] = { document, effectiveAt: 0 };
      }
      for (let index = 1; index <= 10; index++) {
        const roles: string[] = [];
        while (canonicalJson(packedGrant([...roles, 'x'.repeat(46)])).length <= 6_144) roles.push(arn());
        if (index === 10) roles.splice(0, spare);
        const name = `assume-production-${String(index).padStart(2, '0')}`;
        const policyArn = `arn:aws:iam::${ops.id}:policy/${name}`;
        iam.policies[policyArn] = {
          arn: policyArn,
          name,
          id: `ANPA${String(index).padStart(16, '0')}`,
          path: '/',
          description: '',
          createdAt: 0,
          updatedAt: 0,
          versions: [{ id: 'v1', document: canonicalJson(packedGrant(roles)), createdAt: 0, effectiveAt: 0 }],
          defaultVersionId: 'v1',
          nextVersion: 2,
          tags: {},
        };
        group.attached.push(policyArn);
      }
    });
    return total;
  }
});

describe('inits at the same time', () => {
  it('of one client make one account and one grant, and all end well', async () => {
    const organization = testOrganization({ rates: false });
    const results = await Promise.all(Array.from({ length: 8 }, () => runCli(organization, line('acme'))));
    for (const { code, stderr } of results)
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    const accounts = Object.values(organization.sandbox.state().accounts).filter(
      ({ name }) => name === 'acme',
    );
    expect(accounts).toHaveLength(1);
    expect(granted(organization)).toHaveLength(1);
    expect(results.filter(({ stdout }) => stdout.includes('"created":true'))).toHaveLength(1);
  });

  it('of eight clients across the border from inline to packed lose nothing', async () => {
    const organization = testOrganization({ rates: false });
    const { group } = opsOf(organization.sandbox.state());
    // Leaves room for three inline grants.
    const padding =
      5_120 -
      3 * canonicalJson(inlineGrant('arn:aws:iam::123456789012:role/client-0001-production')).length -
      20;
    organization.sandbox.edit(() => {
      group.inline = { padding: { document: JSON.stringify({ a: 'x'.repeat(padding) }), effectiveAt: 0 } };
    });
    // AWS creates five at once.
    const clients = clientNames(8);
    const results = await Promise.all(clients.map((client) => runCli(organization, line(client))));
    for (const { code, stderr } of results)
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(granted(organization)).toEqual(results.map((result) => jsonOf<Granted>(result).role.arn).sort());
    expect(results.filter(({ stdout }) => stdout.includes('"kind":"inline"}'))).toHaveLength(3);
  });

  it('of eight clients into one packed policy lose nothing, round after round', async () => {
    const organization = testOrganization({ rates: false });
    organization.sandbox.edit((state) => {
      opsOf(state).group.inline = {
        padding: { document: JSON.stringify({ a: 'x'.repeat(5_090) }), effectiveAt: 0 },
      };
    });
    const arns: string[] = [];
    for (let round = 0; round < 3; round++) {
      const clients = clientNames(8).map((client) => `${client}-${'abc'[round]}`);
      const results = await Promise.all(clients.map((client) => runCli(organization, line(client))));
      for (const { code, stderr } of results)
        expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
      arns.push(...results.map((result) => jsonOf<Granted>(result).role.arn));
      expect(granted(organization)).toEqual([...arns].sort());
    }
    expect(opsOf(organization.sandbox.state()).group.attached).toHaveLength(1);
  });
});
