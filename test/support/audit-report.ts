import { catalog } from '../../src/audit/catalog.ts';
import type { AuditReport, Finding } from '../../src/audit/finding.ts';
import type { CheckId } from '../../src/model/checks.ts';
import { differenceId, type Place } from '../../src/plan/difference.ts';

/** Each would do harm in at least one format, were it printed as it is. */
export const hostileNames = [
  'two\nlines',
  '\r::error::injected',
  '::error::injected',
  '##[error]injected',
  '##vso[task.complete result=Failed]',
  '\u001b[31mred\u001b[2J',
  '\u009b31mred',
  '\u0000\u0007\u0008',
  'left\u202eright\u2066',
  'a|b',
  '`code`',
  '<script>alert(1)</script>',
  '<!-- -->',
  ']]>',
  '&amp;',
  '"quoted" \'too\'',
  '@somebody',
  '#1',
  '[link](https://example.com)',
  '![x](y)',
  '**bold** __bold__ ~~gone~~ $x$',
  'www.example.com',
  '\ud800 alone',
  '\ufffe\uffff',
  '日本語 é 😀',
  '%0A::error::x',
] as const;

const ops: Place = { kind: 'ops', name: 'Ops', accountId: '222222222222' };
const organization: Place = { kind: 'organization', name: 'o-exampleorg1', accountId: null };
export const clientPlace = (name: string, accountId: string): Place => ({ kind: 'client', name, accountId });

const acme = clientPlace('acme', '333333333333');
const globex = clientPlace('globex', '444444444444');

export function finding(
  check: CheckId,
  subject: string,
  place: Place,
  rest: Partial<Omit<Finding, 'check' | 'subject' | 'place' | 'id'>> = {},
): Finding {
  return {
    check,
    subject,
    place,
    id: differenceId({ check, subject }),
    severity: catalog[check].severity,
    message: `something about ${subject}`,
    expected: null,
    actual: null,
    evidence: [],
    repair: [],
    fix: [catalog[check].fix],
    age: null,
    ...rest,
  };
}

const trust = (...principals: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: principals.length === 1 ? principals[0] : principals },
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
    },
  ],
});

export const trustFinding = finding('trust-other-client', 'acme', acme, {
  message: 'The trust policy of role acme-production lets in account 444444444444 (client globex).',
  expected: JSON.stringify(trust('arn:aws:iam::222222222222:root')),
  actual: JSON.stringify(trust('arn:aws:iam::444444444444:root', 'arn:aws:iam::222222222222:root')),
  evidence: ['arn:aws:iam::333333333333:role/acme-production'],
  repair: [
    {
      consent: false,
      change: {
        kind: 'replace-trust',
        owner: { noun: 'client', name: 'acme' },
        role: 'acme-production',
        verdict: 'broader',
        actual: '{}',
        intended: '{}',
        reasons: [],
      },
    },
  ],
  fix: ['diverst org repair --only trust-other-client:acme'],
});

const counts = { accounts: 14, clients: 10, audited: 12, notAudited: 0, seconds: 3.42, calls: 57 };

export const cleanReport: AuditReport = {
  organizationId: 'o-exampleorg1',
  managementAccountId: '111111111111',
  program: 'diverst',
  only: null,
  counts,
  findings: [],
  ignored: [],
  fixed: null,
};

/** Findings of every severity in every kind of place. */
export const richReport: AuditReport = {
  ...cleanReport,
  counts: { ...counts, audited: 11, notAudited: 1 },
  findings: [
    finding('account-email', 'globex', globex, {
      message: 'The address of account globex is not the one of the template.',
      expected: 'aws+globex@example.com',
      actual: 'ann@globex.example',
      fix: ['Change the root user’s address in the account’s settings, or ignore it with a reason.'],
    }),
    trustFinding,
    finding('not-audited', 'initech', clientPlace('initech', '555555555555'), {
      message: 'Account initech could not be read.',
      evidence: [
        'AccessDenied: User: arn:aws:iam::111111111111:user/ann is not authorized to perform: sts:AssumeRole',
      ],
    }),
    finding('role-policy-extra', 'acme-production ReadOnlyAccess', acme, {
      message: 'Role acme-production has the policy ReadOnlyAccess, which the configuration does not name.',
      expected: 'AdministratorAccess',
      actual: 'AdministratorAccess, ReadOnlyAccess',
      repair: [
        {
          consent: true,
          change: {
            kind: 'detach-policy',
            owner: { noun: 'client', name: 'acme' },
            role: 'acme-production',
            policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
          },
        },
      ],
      fix: ['diverst org repair --only "role-policy-extra:acme-production ReadOnlyAccess"'],
    }),
    finding('grant-broader', 'everything', ops, {
      message: 'The policy everything of group production reaches every role of every account.',
      expected: 'arn:aws:iam::ACCOUNT:role/CLIENT-production',
      actual: 'arn:aws:iam::*:role/*',
      fix: ['diverst org repair --only grant-broader:everything'],
    }),
    finding('unit-missing', 'Envs/Production', organization, {
      message: 'There is no OU Production in Envs.',
      fix: ['diverst org repair --only unit-missing:Envs/Production'],
    }),
    finding(
      'admin-narrower',
      'admin',
      { kind: 'management', name: 'Root', accountId: '111111111111' },
      {
        message: 'Group admin lacks AdministratorAccess.',
        expected: 'AdministratorAccess',
        actual: 'none',
      },
    ),
    finding(
      'account-unknown-unit',
      'sandbox',
      { kind: 'account', name: 'sandbox', accountId: '666666666666' },
      { message: 'Account sandbox is in the OU Playground.' },
    ),
    finding(
      'ignore-expired',
      'unit-extra:Playground',
      { kind: 'configuration', name: 'diverst.config.yaml', accountId: null },
      { message: 'The ignore of unit-extra:Playground expired on 2026-10-31.' },
    ),
  ],
  ignored: [
    {
      finding: finding('unit-extra', 'Suspended', organization),
      reason: 'closed accounts are kept there',
      expires: '2027-03-31',
    },
  ],
};

/** One finding for each hostile name, which stands wherever a name can. */
export const hostileReport: AuditReport = {
  ...cleanReport,
  organizationId: 'o-exampleorg1',
  only: hostileNames.map((name) => ({ noun: 'client', name })),
  findings: hostileNames.map((name, index) =>
    finding('account-name-duplicate', name, clientPlace(name, String(100_000_000_000 + index)), {
      message: name,
      expected: name,
      actual: JSON.stringify({ Statement: [{ Sid: name, Resource: name }] }),
      evidence: [name],
      fix: [name, `diverst org repair --only ${name}`],
      age: 'new',
    }),
  ),
  ignored: hostileNames.map((name) => ({
    finding: finding('unit-extra', name, { ...organization, name }),
    reason: name,
    expires: '2027-03-31',
  })),
  fixed: hostileNames.map((name) => `unit-extra:${name}`),
};
