import { describe, expect, it } from 'vitest';
import type { Executors } from '../../src/apply/ledger.ts';
import { revocationDocument } from '../../src/model/revocations.ts';
import type { Change, ChangeKind, OfKind } from '../../src/plan/change.ts';
import { accountRows } from '../../src/plan/changes/accounts.ts';
import { groupRows } from '../../src/plan/changes/groups.ts';
import { guardrailRows } from '../../src/plan/changes/guardrails.ts';
import { organizationRows } from '../../src/plan/changes/organization.ts';
import { revocationRows } from '../../src/plan/changes/revocations.ts';
import { rootUserRows } from '../../src/plan/changes/root-users.ts';
import { type Effect, type Part, parts, type Rows } from '../../src/plan/changes/row.ts';
import {
  changeTitle,
  effectOf,
  inRowOrder,
  isSevere,
  lostContent,
  partOf,
  scopeOf,
  targetOf,
  writtenDocument,
} from '../../src/plan/changes/table.ts';
import { trailRows } from '../../src/plan/changes/trail.ts';
import { userRows } from '../../src/plan/changes/users.ts';
import { plain } from '../../src/views/paint.ts';
import { documentLines } from '../../src/views/step-documents.ts';

const owner = { noun: 'client', name: 'acme' } as const;
const role = { owner, role: 'acme-production' };
const group = { home: 'ops', group: 'production' } as const;
const policyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const slot = { kind: 'inline', policy: 'assume-acme-production' } as const;
const roleArn = 'arn:aws:iam::111111111111:role/acme-production';
const arn = 'arn:aws:cloudtrail:eu-central-1:111111111111:trail/all';
const trail = { name: 'all', arn, homeRegion: 'eu-central-1' };
const store = { keeper: 'management', bucket: 'logs' } as const;
const everything = { readWrite: 'All', management: true, data: [], excluded: [] } as const;
const allEvents = { form: 'basic', selectors: [everything] } as const;

const scp = { type: 'SERVICE_CONTROL_POLICY', name: 'limits' } as const;
const held = '{"Statement":[{"Sid":"Own","Effect":"Deny"},{"Sid":"Leave","Effect":"Deny"}]}';
const unit = { id: null, label: 'Envs' };
const revocation = JSON.stringify(revocationDocument({ person: null, before: Date.UTC(2030, 0, 1) }));

interface Example<C extends Change = Change> {
  readonly change: C;
  readonly target: string;
  readonly title: string;
  readonly scope: string;
  readonly part: Part;
  /** Where the group of the clients is full. */
  readonly whenShort?: Part;
  readonly severe?: true;
  readonly lost?: readonly [actual: string, wanted: string | null];
  readonly document?: readonly [before: string | null, after: string];
}

/** One of each kind, in the order in which they are made within a part. */
const examples: { readonly [K in ChangeKind]: Example<OfKind<K>> } = {
  'create-organization': {
    change: { kind: 'create-organization' },
    target: 'organization',
    title: 'create the organization with all features',
    scope: 'organization',
    part: 'base',
  },
  'trust-service': {
    change: { kind: 'trust-service', principal: 'cloudtrail.amazonaws.com' },
    target: 'cloudtrail.amazonaws.com',
    title: 'enable trusted access for cloudtrail.amazonaws.com',
    scope: 'organization',
    part: 'trail',
  },
  'enable-root-management': {
    change: { kind: 'enable-root-management' },
    target: 'root credentials',
    title: 'manage root credentials of member accounts centrally, so that new accounts have none',
    scope: 'organization',
    part: 'base',
  },
  'create-unit': {
    change: { kind: 'create-unit', path: ['Envs', 'Production'] },
    target: 'Envs/Production',
    title: 'create OU Envs/Production',
    scope: 'organization',
    part: 'base',
  },
  'create-account': {
    change: { kind: 'create-account', name: 'acme', email: 'acme@example.com', underWay: null },
    target: 'acme',
    title: 'create account acme <acme@example.com>',
    scope: 'organization',
    part: 'base',
  },
  'move-account': {
    change: { kind: 'move-account', name: 'acme', accountId: null, from: 'the root', to: 'Envs' },
    target: 'acme → Envs',
    title: 'move account acme from the root to Envs',
    scope: 'organization',
    part: 'place',
  },
  'create-group': {
    change: { kind: 'create-group', home: 'management', group: 'admin' },
    target: 'admin',
    title: 'create group admin in the management account',
    scope: 'management',
    part: 'groups',
  },
  'attach-group-policy': {
    change: { kind: 'attach-group-policy', ...group, policyArn },
    target: 'production ← ReadOnlyAccess',
    title: 'attach ReadOnlyAccess to group production in Ops',
    scope: 'ops',
    part: 'groups',
  },
  'put-group-policy': {
    change: { kind: 'put-group-policy', ...group, policy: 'wide', document: '{}', replaces: '[]' },
    target: 'production ← wide',
    title: 'overwrite inline policy wide of group production in Ops',
    scope: 'ops',
    part: 'removal',
    whenShort: 'room',
    severe: true,
    lost: ['[]', '{}'],
  },
  'revoke-grant': {
    change: { kind: 'revoke-grant', group: 'production', slot, roleArn },
    target: `production ← ${roleArn}`,
    title: `remove the grant of ${roleArn} from group production in Ops (inline policy assume-acme-production)`,
    scope: 'ops',
    part: 'removal',
    whenShort: 'room',
    severe: true,
  },
  'delete-group-policy': {
    change: { kind: 'delete-group-policy', ...group, policy: 'wide', document: '[]' },
    target: 'production ← wide',
    title: 'delete inline policy wide of group production in Ops',
    scope: 'ops',
    part: 'removal',
    whenShort: 'room',
    severe: true,
    lost: ['[]', null],
  },
  'detach-group-policy': {
    change: { kind: 'detach-group-policy', ...group, policyArn },
    target: 'production ← ReadOnlyAccess',
    title: 'detach ReadOnlyAccess from group production in Ops',
    scope: 'ops',
    part: 'removal',
    whenShort: 'room',
    severe: true,
  },
  'delete-user-policy': {
    change: { kind: 'delete-user-policy', user: 'alice', policy: 'wide', document: '[]' },
    target: 'alice ← wide',
    title: 'delete inline policy wide of user alice in Ops',
    scope: 'ops',
    part: 'removal',
    severe: true,
    lost: ['[]', null],
  },
  'detach-user-policy': {
    change: { kind: 'detach-user-policy', user: 'alice', policyArn },
    target: 'alice ← ReadOnlyAccess',
    title: 'detach ReadOnlyAccess from user alice in Ops',
    scope: 'ops',
    part: 'removal',
    severe: true,
  },
  'create-bucket': {
    change: { kind: 'create-bucket', bucket: 'logs', keeper: { name: 'Ops', id: null } },
    target: 'logs',
    title: 'create bucket logs in account Ops',
    scope: 'organization',
    part: 'trail',
  },
  'protect-bucket': {
    change: {
      kind: 'protect-bucket',
      ...store,
      settings: ['public-access-block', 'versioning'],
    },
    target: 'logs',
    title: 'protect bucket logs: block public access, enable versioning',
    scope: 'organization',
    part: 'trail',
  },
  'put-bucket-policy': {
    change: {
      kind: 'put-bucket-policy',
      ...store,
      trailArn: arn,
      prefix: null,
      document: '{}',
      replaces: '[]',
    },
    target: 'logs',
    title: 'allow CloudTrail to write log files into bucket logs',
    scope: 'organization',
    part: 'trail',
    lost: ['[]', '{}'],
  },
  'create-trail': {
    change: { kind: 'create-trail', name: 'all', arn, ...store },
    target: 'all',
    title: 'create trail all for all accounts and regions',
    scope: 'organization',
    part: 'trail',
  },
  'widen-trail': {
    change: { kind: 'widen-trail', ...trail, lacks: ['regions', 'validation'] },
    target: 'all',
    title: 'extend trail all to include all regions, log file validation',
    scope: 'organization',
    part: 'trail',
  },
  'widen-selectors': {
    change: { kind: 'widen-selectors', ...trail, from: { form: 'advanced', selectors: [] }, to: allEvents },
    target: 'all',
    title: 'record all management events with trail all',
    scope: 'organization',
    part: 'trail',
    lost: ['[]', '[{"readWrite":"All","management":true,"data":[],"excluded":[]}]'],
  },
  'start-logging': {
    change: { kind: 'start-logging', ...trail },
    target: 'all',
    title: 'start logging with trail all',
    scope: 'organization',
    part: 'trail',
  },
  'create-provider': {
    change: {
      kind: 'create-provider',
      owner,
      issuer: 'https://gitlab.com',
      audiences: ['sts.amazonaws.com', 'other'],
    },
    target: 'gitlab.com',
    title: 'create OIDC provider gitlab.com in client acme for audience sts.amazonaws.com, other',
    scope: 'member',
    part: 'account',
  },
  'add-audience': {
    change: { kind: 'add-audience', owner, issuer: 'https://gitlab.com', audience: 'other' },
    target: 'gitlab.com ← other',
    title: 'add audience other to OIDC provider gitlab.com in client acme',
    scope: 'member',
    part: 'account',
  },
  'create-role': {
    change: { kind: 'create-role', ...role },
    target: 'acme-production',
    title: 'create role acme-production, which trusts Ops',
    scope: 'member',
    part: 'account',
  },
  'replace-trust': {
    change: {
      kind: 'replace-trust',
      ...role,
      verdict: 'broader',
      actual: '[]',
      intended: '{}',
      reasons: [],
    },
    target: 'acme-production',
    title: 'replace the trust policy of role acme-production',
    scope: 'member',
    part: 'account',
    severe: true,
    lost: ['[]', '{}'],
  },
  'set-max-session': {
    change: { kind: 'set-max-session', ...role, from: 3600, to: 7200 },
    target: 'acme-production',
    title: 'set the maximum session duration of role acme-production to 7200 s (was 3600 s)',
    scope: 'member',
    part: 'account',
  },
  'set-boundary': {
    change: { kind: 'set-boundary', ...role, from: null, to: policyArn },
    target: 'acme-production',
    title: `set the permissions boundary of role acme-production to ${policyArn} (was none)`,
    scope: 'member',
    part: 'account',
  },
  'tag-role': {
    change: {
      kind: 'tag-role',
      ...role,
      tags: { 'diverst:client': 'acme', 'diverst:managed-by': 'diverst' },
    },
    target: 'acme-production',
    title: 'tag role acme-production with diverst:client and diverst:managed-by',
    scope: 'member',
    part: 'account',
  },
  'attach-policy': {
    change: { kind: 'attach-policy', ...role, policyArn },
    target: 'acme-production ← ReadOnlyAccess',
    title: 'attach ReadOnlyAccess to role acme-production',
    scope: 'member',
    part: 'account',
  },
  'grant-access': {
    change: { kind: 'grant-access', owner, group: 'production', slot, replaces: '[]' },
    target: 'production ← assume-acme-production',
    title:
      'grant group production in Ops access to client acme (overwrites the inline policy assume-acme-production)',
    scope: 'ops',
    part: 'account',
    severe: true,
    lost: ['[]', null],
  },
  'detach-policy': {
    change: { kind: 'detach-policy', ...role, policyArn },
    target: 'acme-production ← ReadOnlyAccess',
    title: 'detach ReadOnlyAccess from role acme-production',
    scope: 'member',
    part: 'removal',
    severe: true,
  },
  'delete-role-policy': {
    change: { kind: 'delete-role-policy', ...role, policy: 'wide', document: '[]' },
    target: 'acme-production ← wide',
    title: 'delete inline policy wide of role acme-production',
    scope: 'member',
    part: 'removal',
    severe: true,
    lost: ['[]', null],
  },
  'remove-boundary': {
    change: { kind: 'remove-boundary', ...role, from: policyArn },
    target: 'acme-production',
    title: `remove the permissions boundary ${policyArn} of role acme-production`,
    scope: 'member',
    part: 'removal',
    severe: true,
  },
  'close-account': {
    change: { kind: 'close-account', name: 'acme', accountId: '111122223333', email: 'acme@example.com' },
    target: 'acme',
    title: 'close account acme (111122223333) <acme@example.com>',
    scope: 'organization',
    part: 'closing',
    severe: true,
  },
  'enable-policy-type': {
    change: { kind: 'enable-policy-type', type: 'RESOURCE_CONTROL_POLICY' },
    target: 'resource control policies',
    title: 'enable resource control policies in the organization',
    scope: 'organization',
    part: 'guardrails',
  },
  'create-control-policy': {
    change: {
      kind: 'create-control-policy',
      ...scp,
      unit: 'environments',
      guardrails: ['leave', 'roles'],
      document: '{}',
    },
    target: 'SCP limits',
    title: 'create SCP limits: leave, roles',
    scope: 'organization',
    part: 'guardrails',
    document: [null, '{}'],
  },
  'update-control-policy': {
    change: {
      kind: 'update-control-policy',
      ...scp,
      id: 'p-limits12',
      guardrails: ['leave'],
      document: '{"Statement":{"Sid":"Leave","Effect":"Deny","Action":"*"}}',
      replaces: held,
    },
    target: 'SCP limits',
    title: 'update SCP limits: leave',
    scope: 'organization',
    part: 'guardrails',
    severe: true,
    document: [held, '{"Statement":{"Sid":"Leave","Effect":"Deny","Action":"*"}}'],
  },
  'attach-control-policy': {
    change: { kind: 'attach-control-policy', ...scp, document: '{}', target: unit },
    target: 'Envs ← SCP limits',
    title: 'attach SCP limits to Envs',
    scope: 'organization',
    part: 'guardrails',
  },
  'attach-full-access': {
    change: { kind: 'attach-full-access', target: { id: 'r-root', label: 'the root' } },
    target: 'the root ← FullAWSAccess',
    title: 'attach FullAWSAccess to the root',
    scope: 'organization',
    part: 'guardrails',
  },
  'delete-root-credentials': {
    change: {
      kind: 'delete-root-credentials',
      name: 'acme',
      accountId: '333333333333',
      credentials: {
        hasPassword: true,
        keys: [
          { id: 'AKIAUSED', isActive: true, lastUsed: Date.UTC(2026, 4, 3, 23) },
          { id: 'AKIANEVER', isActive: false, lastUsed: null },
        ],
        certificates: ['CERT'],
        mfaDevices: ['arn:aws:iam::333333333333:mfa/root'],
      },
    },
    target: 'acme',
    title: 'delete the root user credentials of account acme (333333333333)',
    scope: 'organization',
    part: 'removal',
    severe: true,
    lost: [
      'password; access key AKIAUSED (last used 2026-05-03); access key AKIANEVER (inactive, never used); signing certificate CERT; MFA device arn:aws:iam::333333333333:mfa/root',
      null,
    ],
  },
  'lock-user': {
    change: {
      kind: 'lock-user',
      ...{ user: 'kim', userId: 'AIDAKIM', keys: ['AKIAUSED'], hasPassword: true, replaces: '[]' },
    },
    target: 'kim',
    title: 'lock user kim in Ops: deny everything, deactivate access key AKIAUSED, delete the password',
    scope: 'ops',
    part: 'revocation',
    severe: true,
    lost: ['[]', '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}'],
  },
  'put-revocation': {
    change: { kind: 'put-revocation', ...role, person: 'kim', withNext: true },
    target: 'acme-production ← diverst-revoke-kim',
    title: 'end the sessions of kim in client acme (role acme-production)',
    scope: 'member',
    part: 'revocation',
    severe: true,
  },
  'delete-revocation': {
    change: { kind: 'delete-revocation', ...role, policy: 'cut', document: revocation, onlyIfOver: true },
    target: 'acme-production ← cut',
    title: 'delete policy cut, which ended the sessions of everyone in client acme (role acme-production)',
    scope: 'member',
    part: 'removal',
    lost: [revocation, null],
  },
  'unlock-user': {
    change: { kind: 'unlock-user', user: 'kim', document: '[]' },
    target: 'kim ← diverst-locked',
    title: 'delete policy diverst-locked of user kim in Ops, which denies everything',
    scope: 'ops',
    part: 'revocation',
    lost: ['[]', null],
  },
  'create-user': {
    change: { kind: 'create-user', user: 'kim', tags: {} },
    target: 'kim',
    title: 'create user kim in Ops',
    scope: 'ops',
    part: 'people',
  },
  'join-group': {
    change: { kind: 'join-group', user: 'kim', group: 'production' },
    target: 'production ← kim',
    title: 'add user kim to group production in Ops',
    scope: 'ops',
    part: 'people',
  },
  'set-password': {
    change: { kind: 'set-password', user: 'kim', replaces: true },
    target: 'kim',
    title: 'replace the password of user kim, who must change it at the next sign-in',
    scope: 'ops',
    part: 'people',
    severe: true,
  },
  'remove-from-user': {
    change: {
      kind: 'remove-from-user',
      ...{ user: 'kim', userId: 'AIDAKIM' },
      item: { kind: 'access-key', id: 'AKIAOLD', isActive: false, lastUsed: Date.UTC(2026, 4, 3, 23) },
    },
    target: 'kim ← AKIAOLD',
    title: 'delete access key AKIAOLD (inactive, last used 2026-05-03) of user kim',
    scope: 'ops',
    part: 'people',
    severe: true,
  },
  'delete-user': {
    change: { kind: 'delete-user', user: 'kim', userId: 'AIDAKIM' },
    target: 'kim',
    title: 'delete user kim in Ops',
    scope: 'ops',
    part: 'people',
    severe: true,
  },
};

const all: readonly Example[] = Object.values(examples);

/** What the first word of a title says about the target. */
const verbs: Readonly<Record<Effect, readonly string[]>> = {
  create: ['create', 'attach'],
  change: 'allow enable extend manage move overwrite protect record replace start tag update'.split(' '),
  remove: ['close', 'delete', 'detach', 'end', 'lock', 'remove'],
};

/** Of kinds whose title begins with a word that does not decide: they add to something, set it, or grant it. */
const undecided: Partial<Record<ChangeKind, Effect>> = {
  'add-audience': 'change',
  'grant-access': 'change',
  'join-group': 'create',
  'set-boundary': 'change',
  'set-max-session': 'change',
};

/** Kinds that only add to something, or whose titles name in full what is removed: no document is lost with it. */
const nothingToShow: readonly ChangeKind[] = [
  ...(['trust-service', 'enable-root-management', 'move-account'] as const),
  ...(['revoke-grant', 'detach-group-policy', 'detach-user-policy'] as const),
  ...(['protect-bucket', 'widen-trail', 'start-logging'] as const),
  ...(['add-audience', 'set-max-session', 'set-boundary', 'tag-role'] as const),
  ...(['detach-policy', 'remove-boundary', 'close-account', 'enable-policy-type'] as const),
  ...(['put-revocation', 'set-password', 'remove-from-user', 'delete-user'] as const),
];

function removedLines(change: Change): readonly string[] {
  return documentLines({ change, state: 'needed' }, { paint: plain, width: null, isWhole: false })
    .map((line) => line.trim())
    .filter((line) => line.startsWith('- '));
}

describe('each kind of change', () => {
  it.each(all)('$change.kind has its target, title, scope, part and weight', (example) => {
    const { change, part, whenShort, severe, lost, document } = example;
    expect({
      target: targetOf(change),
      title: changeTitle(change),
      scope: scopeOf(change),
      part: partOf(change, { shortGroups: [] }),
      whenShort: partOf(change, { shortGroups: ['production'] }),
      severe: isSevere(change),
      lost: lostContent(change),
      document: writtenDocument(change),
    }).toEqual({
      target: example.target,
      title: example.title,
      scope: example.scope,
      part,
      whenShort: whenShort ?? part,
      severe: severe === true,
      lost: lost === undefined ? null : { actual: lost[0], wanted: lost[1] },
      document: document === undefined ? null : { before: document[0], after: document[1] },
    });
  });

  it.each(all)('$change.kind has the effect that its title says', ({ change, title }) => {
    const [verb = ''] = title.split(' ');
    const derived = (Object.keys(verbs) as Effect[]).find((effect) => verbs[effect].includes(verb));
    expect(effectOf(change)).toBe(derived ?? undecided[change.kind]);
  });

  it('creates where it replaces nothing', () => {
    const changes: readonly Change[] = [
      { ...examples['put-group-policy'].change, replaces: null },
      { ...examples['grant-access'].change, replaces: null },
      { ...examples['put-bucket-policy'].change, replaces: null },
      { ...examples['set-password'].change, replaces: false },
    ];
    expect(changes.map(effectOf)).toEqual(Array(changes.length).fill('create'));
  });

  it('is severe as an update of a policy where a statement goes, and not where it is corrected', () => {
    const { change } = examples['update-control-policy'];
    const leave = { Sid: 'Leave', Effect: 'Deny', Action: '*' };
    const own = { Sid: 'Own', Effect: 'Deny' };
    const severe = (...Statement: readonly object[]) =>
      isSevere({ ...change, document: JSON.stringify({ Statement }) });
    expect(severe(own, leave)).toBe(false);
    expect(severe(leave)).toBe(true);
    expect(isSevere({ ...change, replaces: 'no JSON' })).toBe(true);
  });

  it('comes in the order of the rows, and OUs after those that they are in', () => {
    const changes: readonly Change[] = all.map(({ change }) => change);
    expect([...changes].reverse().sort(inRowOrder)).toEqual(changes);
    const parent: Change = { kind: 'create-unit', path: ['Users'] };
    expect(inRowOrder(parent, examples['create-unit'].change)).toBeLessThan(0);
  });

  it('has its row in one place', () => {
    const kinds = [
      organizationRows,
      groupRows,
      trailRows,
      accountRows,
      guardrailRows,
      rootUserRows,
      userRows,
      revocationRows,
    ].flatMap(Object.keys);
    expect(kinds.sort()).toEqual(Object.keys(examples).sort());
  });

  it('does not compile without a row, nor without an executor', () => {
    const { 'create-unit': _, ...others } = organizationRows;
    // @ts-expect-error: a kind is left out.
    const rows: Rows = {
      ...others,
      ...groupRows,
      ...trailRows,
      ...accountRows,
      ...guardrailRows,
      ...rootUserRows,
      ...userRows,
      ...revocationRows,
    };
    const done = async () => ({ applied: true });
    // @ts-expect-error: a kind is left out.
    const executors: Executors<'create-unit' | 'create-group', null> = { 'create-unit': done };
    expect([rows, executors].map((table) => Object.keys(table).includes('create-group'))).toEqual([
      true,
      false,
    ]);
  });

  it('shows each line of a document that it removes or overwrites', () => {
    const withoutLines = all.filter(
      ({ change }) => effectOf(change) !== 'create' && removedLines(change).length === 0,
    );
    expect(withoutLines.map(({ change }) => change.kind)).toEqual(nothingToShow);
    const documents = ['document', 'replaces', 'actual', 'policy'];
    const withText = withoutLines.filter(({ change }) =>
      documents.some((name) => typeof Reflect.get(change, name) === 'string'),
    );
    expect(withText).toEqual([]);
  });

  it('shows the inline policy that a user loses', () => {
    const { change } = examples['remove-from-user'];
    const item = { kind: 'inline-policy', name: 'wide' } as const;
    expect(removedLines({ ...change, item: { ...item, document: '["*"]' } })).toEqual(['- ["*"]']);
    expect(removedLines({ ...change, item: { ...item, document: null } })).toEqual([]);
  });

  it('leaves no part of a plan without a kind', () => {
    const used = new Set(
      [['production'], []].flatMap((shortGroups) => all.map(({ change }) => partOf(change, { shortGroups }))),
    );
    const accessRole: Change = { ...examples['replace-trust'].change, owner: null };
    used.add(partOf(accessRole, { shortGroups: [] }));
    expect(parts.filter((part) => !used.has(part))).toEqual([]);
  });

  it('is no loss where nothing is overwritten', () => {
    const put: Change = { ...examples['put-group-policy'].change, replaces: null };
    const grant: Change = { ...examples['grant-access'].change, replaces: null };
    for (const change of [put, grant]) {
      expect(isSevere(change)).toBe(false);
      expect(lostContent(change)).toBeNull();
    }
    expect(partOf(put, { shortGroups: ['production'] })).toBe('groups');
    expect(partOf({ kind: 'trust-service', principal: 'iam.amazonaws.com' }, { shortGroups: [] })).toBe(
      'base',
    );
    expect(changeTitle(put)).toBe('add inline policy wide to group production in Ops');
  });
});
