import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import type { Access, AccessState, AccountAccess } from '../../../src/report/access.ts';
import type { Door } from '../../../src/report/doors.ts';
import type { Person } from '../../../src/report/people.ts';
import { AccessView } from '../../../src/views/report/access.tsx';
import { accessPicture, nodeSize } from '../../../src/views/report/access-layout.ts';
import { anchorsOf } from '../../../src/views/report/anchors.ts';
import { hostileNames, trustFinding } from '../../support/audit-report.ts';

const person = (name: string, rest: Partial<Person> = {}): Person => ({
  name,
  groups: ['production'],
  mfaDevices: 1,
  signsInWith: ['password'],
  lastUsed: null,
  isLocked: false,
  findings: [],
  ...rest,
});

const accountOf = (name: string, state: AccessState = 'open'): AccountAccess => ({
  name,
  accountId: '333333333333',
  accountState: 'ACTIVE',
  role: `${name}-production`,
  roleArn: `arn:aws:iam::333333333333:role/${name}-production`,
  policies: [{ name: `assume-${name}-production`, kind: 'inline', isPacked: false }],
  state,
  findings: [],
});

const door: Door = { finding: trustFinding, into: 'one', accepted: null };

function accessOf(accounts: readonly AccountAccess[], rest: Partial<Access> = {}): Access {
  const people = [person('alice'), person('bob')];
  return {
    people,
    groups: [
      {
        noun: 'client',
        name: 'production',
        members: ['alice', 'bob'],
        role: '{client}-production',
        requiresMfa: false,
        accounts,
      },
    ],
    admins: { group: 'admin', members: [person('root-admin')], role: 'OrganizationAccountAccessRole' },
    pipelines: [],
    doors: [],
    ...rest,
  };
}

const three = ['acme', 'globex', 'initech'].map((name) => accountOf(name));
const hundred = Array.from({ length: 97 }, (_, index) => accountOf(`client-${index}`));
const textsOf = (access: Access) => accessPicture(access).nodes.map(({ text }) => text);
const html = (access: Access) => {
  const findings = access.doors.map(({ finding }) => finding);
  return renderToString(
    <AccessView access={access} audit={{ findings, ignored: [] }} anchors={anchorsOf(findings)} />,
  );
};

describe('the picture of access', () => {
  test('has three clients one by one', () => {
    expect(textsOf(accessOf(three))).toEqual([
      ...['alice', 'bob', 'production', '{client}-production', 'acme', 'globex', 'initech'],
      ...['root-admin', 'admin', 'OrganizationAccountAcce…', 'every member account'],
    ]);
  });

  test('has a hundred as one, and those apart that not everybody gets into', () => {
    const apart = [
      accountOf('shut', 'hindered'),
      accountOf('gone', 'not-active'),
      accountOf('dark', 'not-read'),
    ];
    const access = accessOf([...hundred, ...apart]);
    expect(textsOf(access).slice(4, 8)).toEqual([
      '97 clients',
      'shut: partial access',
      'gone: not active',
      'dark: not read',
    ]);
    const { lines, nodes, width, height } = accessPicture(access);
    expect(lines.map(({ look }) => look).filter((look) => look !== 'open')).toEqual([
      'hindered',
      'shut',
      'unread',
    ]);
    for (const node of nodes) {
      expect(node.x + node.width).toBeLessThanOrEqual(width);
      expect(node.y + nodeSize.height).toBeLessThanOrEqual(height);
    }
    // The list says each by name.
    const page = html(access);
    for (const { name } of hundred) expect(page).toContain(`<bdi>${name}</bdi>`);
    expect(page).toContain('97 clients that every member can use');
  });

  test('lays no box over another', () => {
    const doors = Array.from({ length: 12 }, () => door);
    const { nodes } = accessPicture(accessOf([...three, accountOf('shut', 'hindered')], { doors }));
    const overlaps = nodes.filter((one, index) =>
      nodes.some(
        (other, at) =>
          at > index &&
          Math.abs(one.y - other.y) < nodeSize.height &&
          one.x < other.x + other.width &&
          other.x < one.x + one.width,
      ),
    );
    expect(overlaps).toEqual([]);
  });

  test('says of what was not read that it was not, and never that nobody gets in', () => {
    const [group] = accessOf(three).groups;
    if (group === undefined) throw new Error('there is a group');
    const access = accessOf(three, {
      people: null,
      groups: [{ ...group, members: null, accounts: three.map((one) => ({ ...one, state: 'not-read' })) }],
      admins: { group: 'admin', members: null, role: 'OrganizationAccountAccessRole' },
    });
    expect(textsOf(access).filter((text) => text === 'not read')).toHaveLength(2);
    const page = html(access);
    expect(page).toContain('diverst could not read');
    expect(page).not.toContain('nobody');
    expect(page).not.toContain('no members');
  });

  test('names a way in by a word and a line of its own, and links to its finding', () => {
    const page = html(accessOf(three, { doors: [door] }));
    expect(page).toMatch(/<path class="way door"/);
    expect(page).toContain('>access path</text>');
    expect(page).toContain(
      '<a href="#f1">The trust policy of role acme-production lets in account 444444444444',
    );
    expect(html(accessOf(three))).toContain('The audit found no other access path.');
    expect(html(accessOf(three))).not.toContain('>access path</text>');
  });

  test('keeps an accepted way in: it is one all the same', () => {
    const accepted = { reason: 'until the move', expires: '2027-03-31' };
    const access = accessOf(three, { doors: [{ ...door, accepted }] });
    expect(textsOf(access)).toContain('accepted: client role trusts another client’s account');
    const page = renderToString(
      <AccessView access={access} audit={{ findings: [], ignored: [] }} anchors={anchorsOf([])} />,
    );
    expect(page).toContain('until 2027-03-31: until the move');
  });

  test('draws no line from a person who is locked', () => {
    const access = accessOf(three, { people: [person('alice', { isLocked: true }), person('bob')] });
    expect(textsOf(access).slice(0, 2)).toEqual(['alice (locked)', 'bob']);
    expect(
      accessPicture(access)
        .lines.slice(0, 2)
        .map(({ look }) => look),
    ).toEqual(['shut', 'open']);
  });

  test('takes names for text, whatever is in them', () => {
    const [group] = accessOf([]).groups;
    if (group === undefined) throw new Error('there is a group');
    const access = accessOf(
      hostileNames.map((name) => accountOf(name, 'hindered')),
      { people: hostileNames.map((name) => person(name)) },
    );
    const page = html(access);
    expect(page).not.toMatch(/<script|<img|style=|onclick/);
    expect(page).not.toMatch(/[\u202e\u2066\u0000]/);
  });
});
