import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/audit/catalog.ts';
import { auditReport, type ReportOptions } from '../../src/audit/report.ts';
import { checkIds } from '../../src/model/checks.ts';
import type { Difference, Place } from '../../src/plan/difference.ts';

const acme: Place = { kind: 'client', name: 'acme', accountId: '111122223333' };
const globex: Place = { kind: 'client', name: 'globex', accountId: '444455556666' };
const ops: Place = { kind: 'ops', name: 'Ops', accountId: '222222222222' };

function difference(parts: Partial<Difference>): Difference {
  return {
    check: 'grant-missing',
    subject: 'acme',
    place: acme,
    message: 'something',
    expected: null,
    actual: null,
    evidence: [],
    repair: [],
    fix: [],
    ...parts,
  };
}

function report(differences: readonly Difference[], options: Partial<ReportOptions> = {}) {
  return auditReport(differences, {
    snapshot: { id: 'o-1', managementAccountId: '999999999999' },
    counts: { accounts: 4, clients: 2, audited: 4, notAudited: 0, seconds: 1, calls: 9 },
    only: null,
    ignores: [],
    today: '2027-01-15',
    since: null,
    program: 'diverst',
    ...options,
  });
}

const ignore = {
  check: 'grant-missing',
  subject: 'acme',
  reason: 'being moved',
  expires: '2027-01-15',
} as const;

describe('findings', () => {
  it('have the severity of their check, or their own', () => {
    const { findings } = report([
      difference({ check: 'headroom-grants', subject: 'production', place: ops }),
      difference({ check: 'headroom-accounts', subject: 'o-1', place: ops, severity: 'medium' }),
    ]);
    expect(findings.map(({ id, severity }) => [id, severity])).toEqual([
      ['headroom-accounts:o-1', 'medium'],
      ['headroom-grants:production', 'low'],
    ]);
  });

  it('name the command first, and what a person can do in place of it as another way', () => {
    const fix = ['find out who uses it', 'then delete it'];
    const change = {
      kind: 'create-role',
      owner: { noun: 'client', name: 'acme' },
      role: 'acme-production',
    } as const;
    const fixed = (repair: Difference['repair']) =>
      report([difference({ check: 'grant-missing', subject: 'acme', place: ops, fix, repair })]).findings[0]
        ?.fix;
    expect(fixed([])).toEqual(fix);
    expect(fixed([{ change, consent: false }])).toEqual([
      'diverst org repair --only grant-missing:acme',
      'or find out who uses it',
      'then delete it',
    ]);
  });

  it('repeat the options of this run in every command of this program', () => {
    const fix = [
      'diverst org audit',
      'let it: diverst org repair --only root-management',
      'see diverst orgs',
    ];
    const program = 'diverst --profile $& --sandbox-state x.json';
    expect(report([difference({ fix })], { program }).findings[0]?.fix).toEqual([
      `${program} org audit`,
      `let it: ${program} org repair --only root-management`,
      'see diverst orgs',
    ]);
  });

  it('are in order of place, and the worst first', () => {
    const { findings } = report([
      difference({ check: 'role-session-length', subject: 'globex', place: globex }),
      difference({ check: 'trust-everyone', subject: 'globex', place: globex }),
      difference({}),
      difference({ check: 'user-own-policy', subject: 'alice', place: ops }),
    ]);
    expect(findings.map(({ id }) => id)).toEqual([
      'user-own-policy:alice',
      'grant-missing:acme',
      'trust-everyone:globex',
      'role-session-length:globex',
    ]);
  });

  it('name the command that fixes them, quoted for a shell, and a person’s way where there is none', () => {
    const change = {
      kind: 'create-role',
      owner: { noun: 'client', name: 'acme' },
      role: 'acme-production',
    } as const;
    const { findings } = report([
      difference({ check: 'role-missing', subject: 'acme (1)', repair: [{ change, consent: false }] }),
      difference({ check: 'client-name', subject: 'x', fix: ['rename it'] }),
      difference({ check: 'unit-extra', subject: 'Old' }),
    ]);
    expect(Object.fromEntries(findings.map(({ check, fix }) => [check, fix]))).toEqual({
      'role-missing': ["diverst org repair --only 'role-missing:acme (1)'"],
      'client-name': ['rename it'],
      'unit-extra': [catalog['unit-extra'].fix],
    });
  });
});

describe('ignores', () => {
  it('set a finding aside to the end of their last day', () => {
    const { findings, ignored } = report([difference({})], { ignores: [ignore] });
    expect(findings).toEqual([]);
    expect(ignored).toMatchObject([
      { finding: { id: 'grant-missing:acme' }, reason: 'being moved', expires: '2027-01-15' },
    ]);
  });

  it('are a finding themselves once they have expired, and hide nothing any more', () => {
    const { findings, ignored } = report([difference({})], { ignores: [ignore], today: '2027-01-16' });
    expect(ignored).toEqual([]);
    expect(findings.map(({ id }) => id)).toEqual(['grant-missing:acme', 'ignore-expired:grant-missing:acme']);
  });

  it('are a finding when they match nothing: another check, another subject, none', () => {
    const other = { ...ignore, check: 'trust-broader' as const };
    const { findings } = report([difference({ subject: 'acme2' })], { ignores: [ignore, other] });
    expect(findings.map(({ id }) => id)).toEqual([
      'grant-missing:acme2',
      'ignore-unmatched:grant-missing:acme',
      'ignore-unmatched:trust-broader:acme',
    ]);
  });

  it('take every subject of a check by *', () => {
    const { findings, ignored } = report([difference({}), difference({ subject: 'globex', place: globex })], {
      ignores: [{ ...ignore, subject: '*' }],
    });
    expect(findings).toEqual([]);
    expect(ignored).toHaveLength(2);
  });

  it('say nothing of what was not looked at', () => {
    expect(report([], { ignores: [ignore], only: [{ noun: 'client', name: 'globex' }] }).findings).toEqual(
      [],
    );
  });
});

describe('asked for some clients', () => {
  it('reports those, and that Ops could not be read', () => {
    const { findings } = report(
      [
        difference({}),
        difference({ subject: 'globex', place: globex }),
        difference({ check: 'user-own-policy', subject: 'alice', place: ops }),
        difference({ check: 'not-audited', subject: 'Ops', place: ops }),
      ],
      { only: [{ noun: 'client', name: 'acme' }] },
    );
    expect(findings.map(({ id }) => id)).toEqual(['not-audited:Ops', 'grant-missing:acme']);
  });
});

describe('since an earlier report', () => {
  it('marks what is new and what is known, and names what is gone', () => {
    const { findings, fixed } = report([difference({}), difference({ subject: 'globex', place: globex })], {
      since: ['grant-missing:acme', 'trust-everyone:acme'],
    });
    expect(findings.map(({ id, age }) => [id, age])).toEqual([
      ['grant-missing:acme', 'known'],
      ['grant-missing:globex', 'new'],
    ]);
    expect(fixed).toEqual(['trust-everyone:acme']);
  });

  it.each([
    ['the account itself', 'acme', acme],
    ['Ops', 'Ops', ops],
  ] as const)('what could not be read this time is not gone: %s', (_what, subject, place) => {
    const { fixed } = report([difference({ check: 'not-audited', subject, place })], {
      since: ['role-policy-extra:acme/ReadOnlyAccess', 'trust-everyone:acme'],
    });
    expect(fixed).toEqual([]);
  });

  it.each([
    ['trail', ['trail-weak:all']],
    [
      'delegation',
      [
        'delegated-administrator:acme/iam.amazonaws.com',
        'trusted-access:sso.amazonaws.com',
        'resource-policy:*',
      ],
    ],
  ])('of the organization, what could not be read this time is not gone: %s', (subject, hidden) => {
    const place = { kind: 'organization' as const, name: 'o-1', accountId: null };
    const { fixed } = report([difference({ check: 'not-audited', subject, place })], {
      since: [...hidden, 'unit-missing:Envs'],
    });
    expect(fixed).toEqual(['unit-missing:Envs']);
  });

  it('what is ignored since is not fixed', () => {
    const { fixed } = report([difference({})], { since: ['grant-missing:acme'], ignores: [ignore] });
    expect(fixed).toEqual([]);
  });
});

describe('the catalog', () => {
  it.each(checkIds)('%s says what must hold, why, and what to do, in sentences', (id) => {
    const { title, holds, why, fix } = catalog[id];
    expect(title).toMatch(/^[A-Za-z]/);
    for (const sentence of [holds, why, fix]) expect(sentence).toMatch(/^(?:[A-Z]|diverst ).*\.$/s);
  });
});
