import { describe, expect, it } from 'vitest';
import type { AuditReport } from '../../src/audit/finding.ts';
import {
  type AccountSnapshot,
  nothingElseAsked,
  type OrganizationSnapshot,
} from '../../src/model/organization.ts';
import { organizationJson } from '../../src/views/organization/json.ts';
import { organizationMermaid } from '../../src/views/organization/mermaid.ts';
import { organizationText } from '../../src/views/organization/text.ts';
import { plain } from '../../src/views/paint.ts';
import { cleanReport, clientPlace, finding, hostileNames } from '../support/audit-report.ts';

function account(
  name: string,
  id: string,
  parentId: string,
  rest: Partial<AccountSnapshot> = {},
): AccountSnapshot {
  return {
    id,
    name,
    email: `aws+${id}@example.com`,
    state: 'ACTIVE',
    parentId,
    joinedAt: null,
    joinedMethod: 'CREATED',
    reading: { kind: 'not-asked' },
    ...rest,
  };
}

const snapshot: OrganizationSnapshot = {
  partition: 'aws',
  id: 'o-exampleorg1',
  managementAccountId: '111111111111',
  featureSet: 'ALL',
  ...nothingElseAsked,
  rootId: 'r-exam',
  units: [
    { id: 'ou-envs', name: 'Envs', parentId: 'r-exam' },
    { id: 'ou-users', name: 'Users', parentId: 'r-exam' },
    { id: 'ou-production', name: 'Production', parentId: 'ou-envs' },
  ],
  accounts: [
    account('company', '111111111111', 'r-exam'),
    account('Ops', '222222222222', 'ou-users'),
    account('globex', '333333333333', 'ou-production', {
      state: 'PENDING_CLOSURE',
      reading: { kind: 'closed' },
    }),
    account('acme', '444444444444', 'ou-production'),
    account('staging', '555555555555', 'ou-envs'),
    account('stray', '666666666666', 'ou-gone'),
  ],
};

const report: AuditReport = {
  ...cleanReport,
  findings: [
    finding('trust-everyone', 'acme', clientPlace('acme', '444444444444')),
    finding('role-missing', 'acme', clientPlace('acme', '444444444444')),
    finding('not-audited', 'staging', { kind: 'account', name: 'staging', accountId: '555555555555' }),
    finding('unit-misplaced', 'Envs/Production', {
      kind: 'organization',
      name: 'o-exampleorg1',
      accountId: null,
    }),
    finding('organization-features', 'o-exampleorg1', {
      kind: 'organization',
      name: 'o-exampleorg1',
      accountId: null,
    }),
  ],
};

/** An organization in which every OU and account has a name that would do harm. */
const hostile: OrganizationSnapshot = {
  ...snapshot,
  units: hostileNames.map((name, index) => ({ id: `ou-${index}`, name, parentId: 'r-exam' })),
  accounts: hostileNames.map((name, index) =>
    account(name, String(100_000_000_000 + index), `ou-${hostileNames.length - 1 - index}`),
  ),
};

describe('the organization as text', () => {
  it('is a tree by name, with ids, states and how each differs', () => {
    expect(organizationText(snapshot, report, plain, null)).toBe(`organization o-exampleorg1  ! 1 medium
root
├── company  111111111111  active, management account
├── OU Envs
│   ├── staging  555555555555  active  ! not audited
│   └── OU Production  ! 1 medium
│       ├── acme    444444444444  active  ! 1 high, 1 medium
│       └── globex  333333333333  pending closure
└── OU Users
    └── Ops  222222222222  active
in a place that was not read
    stray  666666666666  active

1 high, 3 medium; 1 not audited
`);
  });

  it('continues a row that is too long below its beginning, next to the branches', () => {
    const sandbox = { sandbox: true, profile: null, caller: 'arn' };
    expect(
      organizationText(snapshot, { ...report, origin: sandbox }, plain, 40),
    ).toBe(`organization o-exampleorg1 (sandbox)
  ! 1 medium
root
├── company  111111111111
│     active, management account
├── OU Envs
│   ├── staging  555555555555  active
│   │     ! not audited
│   └── OU Production  ! 1 medium
│       ├── acme  444444444444  active
│       │     ! 1 high, 1 medium
│       └── globex  333333333333
│             pending closure
└── OU Users
    └── Ops  222222222222  active
in a place that was not read
    stray  666666666666  active

1 high, 3 medium; 1 not audited
`);
    const units = snapshot.units.map((unit) => ({ ...unit, name: `${unit.name} of all our companies` }));
    const all = organizationText({ ...snapshot, units }, report, plain, 40);
    expect(all).toContain('\n├── OU Envs of all our companies\n');
    expect(all).toContain('\n│   └── OU Production of all our\n│       │   companies\n');
  });

  it('shows every account of a large OU, by name', () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      account(
        `client-${String(299 - index).padStart(3, '0')}`,
        String(100_000_000_000 + index),
        'ou-production',
      ),
    );
    const lines = organizationText({ ...snapshot, accounts: many }, cleanReport, plain, null).split('\n');
    const names = lines.flatMap((line) => /client-\d+/.exec(line)?.[0] ?? []);
    expect(names).toHaveLength(300);
    expect(names).toEqual(names.toSorted());
  });

  it('ends where OUs are in a circle', () => {
    const units = [
      { id: 'ou-a', name: 'A', parentId: 'ou-b' },
      { id: 'ou-b', name: 'B', parentId: 'ou-a' },
    ];
    const text = organizationText(
      { ...snapshot, units, accounts: [account('acme', '444444444444', 'ou-a')] },
      report,
      plain,
      null,
    );
    expect(text).toContain('in a place that was not read\n    acme  444444444444');
  });

  it('is moved by no name', () => {
    const text = organizationText(hostile, cleanReport, plain, null);
    expect(text).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/,
    );
    expect(text).not.toMatch(/##\[|##vso\[/);
    // Organization, root, an OU and an account each, an empty line, the tally, the end.
    expect(text.split('\n')).toHaveLength(2 + 2 * hostileNames.length + 3);
  });
});

describe('the organization as a Mermaid diagram', () => {
  const shown = (text: string) =>
    text.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));

  it('has a box for each OU and account, joined to its parent', () => {
    const lines = organizationMermaid(snapshot, report).trimEnd().split('\n');
    expect(lines[0]).toBe('flowchart LR');
    expect(lines.map(shown)).toEqual([
      'flowchart LR',
      '  root(["organization o-exampleorg1<br>! 1 medium"]):::drift',
      '  root --> account111111111111["company<br>111111111111 active, management account"]',
      '  root --> unit1(["OU Envs"])',
      '  unit1 --> account555555555555["staging<br>555555555555 active<br>! not audited"]:::drift',
      '  unit1 --> unit2(["OU Production<br>! 1 medium"]):::drift',
      '  unit2 --> account444444444444["acme<br>444444444444 active<br>! 1 high, 1 medium"]:::drift',
      '  unit2 --> account333333333333["globex<br>333333333333 pending closure"]',
      '  root --> unit3(["OU Users"])',
      '  unit3 --> account222222222222["Ops<br>222222222222 active"]',
      '  elsewhere(["in a place that was not read"])',
      '  elsewhere --> account666666666666["stray<br>666666666666 active"]',
      '  classDef drift stroke:#c00,stroke-width:2px',
    ]);
  });

  it('of a large OU draws those that differ, some others, and how many more there are', () => {
    const many = Array.from({ length: 900 }, (_, index) =>
      account(`client-${index}`, String(100_000_000_000 + index), 'ou-production'),
    );
    const last = many.at(-1)?.id ?? '';
    const drift = { ...cleanReport, findings: [finding('role-missing', 'x', clientPlace('x', last))] };
    const diagram = organizationMermaid({ ...snapshot, accounts: many }, drift);
    expect(diagram).toContain(`account${last}`);
    expect(diagram.match(/--> account/g)).toHaveLength(25);
    expect(diagram).toContain('"875 further accounts"');
  });

  it('has labels that no name ends, whatever is in it', () => {
    const lines = organizationMermaid(hostile, cleanReport).trimEnd().split('\n').slice(1, -1);
    expect(lines).toHaveLength(1 + 2 * hostileNames.length);
    for (const line of lines)
      expect(line).toMatch(/^ {2}[\w> -]+(\(\[|\[)"([\p{L}\p{N} \ufffd]|#\d+;|<br>)+"(\]\)|\])$/u);
    for (const name of ['a|b', '"quoted" \'too\'', ']]>', '<!-- -->'])
      expect(lines.map(shown).some((line) => line.includes(`["${name}<br>`))).toBe(true);
  });
});

describe('the organization as JSON', () => {
  it('holds every OU and account, with the findings there', () => {
    const shown = JSON.parse(organizationJson(snapshot, report));
    expect(shown.organization).toEqual({
      id: 'o-exampleorg1',
      managementAccountId: '111111111111',
      featureSet: 'ALL',
      rootId: 'r-exam',
    });
    expect(shown.units.map(({ path }: { path: string }) => path)).toEqual([
      'Envs',
      'Users',
      'Envs/Production',
    ]);
    expect(shown.accounts).toHaveLength(snapshot.accounts.length);
    expect(shown.accounts[3]).toEqual({
      id: '444444444444',
      name: 'acme',
      email: 'aws+444444444444@example.com',
      state: 'ACTIVE',
      path: 'Envs/Production',
      parentId: 'ou-production',
      audited: false,
      findings: [
        { id: 'trust-everyone:acme', severity: 'high' },
        { id: 'role-missing:acme', severity: 'medium' },
      ],
    });
    expect(shown.findings).toHaveLength(2);
    expect(shown.notAudited).toBe(1);
  });

  it('keeps every name exactly', () => {
    const names = JSON.parse(organizationJson(hostile, cleanReport)).accounts.map(
      ({ name }: { name: string }) => name,
    );
    expect(names).toEqual([...hostileNames]);
  });
});
