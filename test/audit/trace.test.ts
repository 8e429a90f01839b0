import * as cloudTrail from '@aws-sdk/client-cloudtrail';
import * as iam from '@aws-sdk/client-iam';
import * as organizations from '@aws-sdk/client-organizations';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/audit/finding.ts';
import { traceOf } from '../../src/audit/who/trace.ts';
import { type CheckId, checkIds } from '../../src/model/checks.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import type { TrailSnapshot, TrailsReading } from '../../src/model/trail.ts';
import { clientPlace, finding } from '../support/audit-report.ts';

const ops = '222222222222';
const management = '111111111111';
const trail = { name: 'everything', homeRegion: 'eu-central-1' } as TrailSnapshot;
const trails: TrailsReading = { kind: 'read', region: 'eu-west-1', trails: [trail], taken: [] };
const context = { structure: defaultStructure, managementAccountId: management, opsAccountId: ops, trails };

const acme = clientPlace('acme', '333333333333');

/** A finding about acme, unless something else is said. */
const about = (check: CheckId, { subject = 'acme', place = acme }: Partial<Finding> = {}): Finding =>
  finding(check, subject, place);

/** Operations of the service Account, whose client is no package of this project. */
const ofAccounts = ['PutAccountName', 'AcceptPrimaryEmailUpdate'];

describe('where the history of a finding is', () => {
  it('names operations that there are, of every check', () => {
    const subjects = ['acme', 'everything', 'group/production', 'user/kim', 'role/deploy', 'acme/acme-ci'];
    const names = checkIds.flatMap((check) =>
      subjects.flatMap((subject) => traceOf(about(check, { subject }), context)?.events ?? []),
    );
    const unknown = [...new Set(names)].filter(
      (name) =>
        ![iam, organizations, cloudTrail].some((service) => `${name}Command` in service) &&
        !ofAccounts.includes(name),
    );
    expect(unknown).toEqual([]);
  });

  it.each<[CheckId, Partial<Finding>, string, string, string | null]>([
    ['trust-broader', {}, '333333333333', 'role acme-production', null],
    ['role-other-trust', { subject: 'acme/deploy' }, '333333333333', 'role deploy', null],
    ['role-other-trust', { subject: 'acme/deploy #2' }, '333333333333', 'role deploy', null],
    ['ci-role-trust', { subject: 'acme/acme-ci' }, '333333333333', 'role acme-ci', null],
    ['ci-role-policy-extra', { subject: 'acme/acme-ci/a/b #2' }, '333333333333', 'role acme-ci', null],
    ['revocation', { subject: 'acme/ended' }, '333333333333', 'role acme-production', null],
    ['revocation', { subject: 'acme/acme-ci/ended' }, '333333333333', 'role acme-ci', null],
    [
      'ci-provider',
      { subject: 'acme/example.com/oidc' },
      '333333333333',
      'OIDC provider example.com/oidc',
      'example.com/oidc',
    ],
    ['access-role-trust', {}, '333333333333', 'role OrganizationAccountAccessRole', null],
    ['grant-missing', {}, ops, 'group production', 'acme-production'],
    ['client-misplaced', {}, management, 'account acme', '333333333333'],
    [
      'delegated-administrator',
      { subject: 'acme/ram.amazonaws.com' },
      management,
      'account acme',
      '333333333333',
    ],
    [
      'trusted-access',
      { subject: 'sso.amazonaws.com' },
      management,
      'sso.amazonaws.com',
      'sso.amazonaws.com',
    ],
    ['resource-policy', { subject: 'acme' }, management, 'the organization', null],
    [
      'grant-elsewhere',
      { subject: 'user/kim', place: { kind: 'ops', name: 'Ops', accountId: ops } },
      ops,
      'user kim',
      null,
    ],
    [
      'grant-dangling',
      {
        subject: 'arn:aws:iam::444444444444:role/gone-production',
        place: { kind: 'ops', name: 'Ops', accountId: ops },
      },
      ops,
      'group production',
      'gone-production',
    ],
    [
      'trust-broader',
      { subject: 'staging', place: { kind: 'environment', name: 'staging', accountId: '555555555555' } },
      '555555555555',
      'role staging-environment',
      null,
    ],
  ])('%s %j is in account %s, of the %s', (check, parts, accountId, thing, mentions) => {
    expect(traceOf(about(check, parts), context)).toMatchObject({ accountId, thing, mentions });
  });

  it.each<[CheckId, string, string, string | null]>([
    ['trail-silent', 'everything', 'eu-central-1', 'everything'],
    ['trail-missing', 'o-1', 'eu-west-1', null],
  ])('%s of %s is in %s, in the management account', (check, subject, region, mentions) => {
    const place = { kind: 'organization' as const, name: 'o-1', accountId: null };
    const trace = traceOf(about(check, { subject, place }), context);
    expect(trace).toMatchObject({ accountId: management, region, mentions });
  });

  it.each<[CheckId, Partial<Finding>]>([
    ['headroom-grants', {}],
    ['not-audited', {}],
    ['client-misplaced', { place: { kind: 'organization', name: 'o-1', accountId: null } }],
  ])('%s is no event of AWS', (check, parts) => {
    expect(traceOf(about(check, parts), context)).toBeNull();
  });
});
