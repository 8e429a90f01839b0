import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../src/history/event.ts';
import type { Who } from '../../src/history/who.ts';
import type { IamSnapshot, OrganizationSnapshot } from '../../src/model/organization.ts';
import type { Role } from '../../src/model/snapshot.ts';
import { defaultStructure, type Structure } from '../../src/model/structure.ts';
import { diffContext } from '../../src/plan/diff/context.ts';
import { accountReport } from '../../src/report/account-report.ts';
import { accountPage } from '../../src/views/report/account-page.tsx';
import { cleanReport, clientPlace, finding } from '../support/audit-report.ts';
import { account, snapshot } from '../support/organization-pages.ts';

/** Whatever can hold a name that a person has chosen holds that of another client. */
const [acme, now] = ['333333333333', Date.UTC(2026, 10, 24)];
const ops = { kind: 'ops', name: 'Ops', accountId: '222222222222' } as const;

const role: Role = {
  name: 'acme-production',
  arn: `arn:aws:iam::${acme}:role/acme-production`,
  path: '/',
  trust: '{}',
  maxSession: 43_200,
  managedPolicies: ['AdministratorAccess', 'for-globex'],
  inlinePolicies: ['globex-too'],
  permissionsBoundary: null,
};

const reading = (iam: Partial<IamSnapshot>) => ({
  kind: 'read' as const,
  iam: { users: [], groups: [], roles: [], policies: [], ...iam },
  rootUser: { kind: 'not-asked' as const },
});

const told: OrganizationSnapshot = {
  ...snapshot,
  units: [...snapshot.units, { id: 'ou-shared', name: 'With globex', parentId: 'ou-production' }],
  accounts: [
    account('Root', '111111111111', 'r-exam', { reading: reading({}) }),
    account('Ops', '222222222222', 'ou-users', { reading: reading({}) }),
    account('acme', acme, 'ou-shared', { reading: reading({ roles: [role] }) }),
    account('globex', '444444444444', 'ou-production'),
  ],
};

const ci = {
  issuer: 'https://gitlab.globex.example',
  audience: 'globex',
  subject: 'repo:company/{client}',
  role: '{client}-ci',
  managedPolicies: [],
  maxSession: 3_600,
};
const { kinds } = defaultStructure;
const structure: Structure = {
  ...defaultStructure,
  kinds: { ...kinds, client: { ...kinds.client, ci: [ci] } },
};

const who: Who = {
  kind: 'user',
  name: 'globex-bot',
  proof: null,
  doubt: null,
  role: null,
  session: null,
  mfa: null,
  chain: [],
};
const event: HistoryEvent = {
  id: 'one',
  time: now,
  region: 'us-east-1',
  service: 'sts',
  name: 'AssumeRole',
  readOnly: false,
  actor: {
    type: 'IAMUser',
    accountId: acme,
    userName: null,
    principalId: null,
    accessKeyId: null,
    invokedBy: null,
    roleArn: null,
    sessionName: null,
    sourceIdentity: null,
    provider: null,
    mfa: null,
    assumedRoot: false,
    began: null,
  },
  from: { address: '203.0.113.7', service: null, tool: 'globex-deployer' },
  resources: [{ type: 'role', name: 'globex-sync' }],
  error: null,
  start: {
    kind: 'AssumeRole',
    accessKeyId: null,
    roleArn: `arn:aws:iam::${acme}:role/globex-sync`,
    sessionName: null,
    sourceIdentity: null,
    tags: { Reason: 'as for globex' },
    duration: null,
  },
};
const period = { start: now - 1_000, end: now };

const elsewhere = finding('grant-elsewhere', 'user/kim', ops, {
  message: 'the user kim in Ops may assume roles',
  evidence: [role.arn, 'arn:aws:iam::999988887777:role/gone', 'the policy of oldco-production'],
});

const report = accountReport(
  { noun: 'client', name: 'acme' },
  {
    context: diffContext(structure, told, now),
    audit: {
      ...cleanReport,
      origin: { sandbox: false, profile: 'globex', caller: 'arn:aws:iam::111111111111:user/globex-admin' },
      findings: [
        elsewhere,
        finding('headroom-grants', 'production', ops, { message: '9 of 10 policies' }),
        finding('role-policy-extra', 'acme', clientPlace('acme', acme), { message: 'a policy for globex' }),
      ],
      ignored: [],
    },
    madeAt: now,
    version: '0',
    history: {
      kind: 'read',
      changes: { period, events: [{ event, who }], isCut: false },
      entries: {
        period,
        events: [{ event, who, recordedIn: 'account' }],
        isCut: false,
        opsUnread: 'AWS says: globex',
      },
      regions: ['us-east-1', 'eu-central-1'],
      unread: [['eu-central-1', 'the policy globex denies it']],
    },
    costs: null,
  },
);
if (report === null) throw new Error('there is such a client');
const page = accountPage(report, { style: '', script: '' });
const text = page.slice(page.indexOf('<body>'), page.lastIndexOf('<script>'));

describe('the page of one client', () => {
  it('names no other, wherever a person has chosen the name', () => {
    expect(text.match(/.{0,60}globex.{0,60}/gi)).toBeNull();
    expect(text).toContain('another place');
    expect(text).toContain('acme-ci');
  });

  it('tells of findings in Ops no account and no role that may be gone', () => {
    expect(text).toContain('the user kim in Ops may assume roles');
    expect(text).toContain(role.arn);
    expect(text).not.toMatch(/999988887777|oldco/);
  });

  it('says that something was left out, and gives the title of the check for a message', () => {
    expect(text.match(/texts that name another account or another group/g)).toHaveLength(2);
    expect(text).not.toContain('a policy for');
    expect(text).toContain('<h4>client role has an extra policy');
  });

  it('counts no accounts, and gives no command that fixes', () => {
    expect(text).not.toMatch(/remaining quota|9 of 10/);
    for (const line of elsewhere.fix) expect(text).not.toContain(line);
  });
});
