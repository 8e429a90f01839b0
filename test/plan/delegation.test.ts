import { describe, expect, it } from 'vitest';
import type { DelegationReading } from '../../src/model/delegation.ts';
import { nothingElseAsked, type OrganizationSnapshot } from '../../src/model/organization.ts';
import { defaultStructure, type Structure } from '../../src/model/structure.ts';
import { diffContext } from '../../src/plan/diff/context.ts';
import { delegationDifferences } from '../../src/plan/diff/delegation.ts';
import { differenceId } from '../../src/plan/difference.ts';

const [management, security, acme] = ['111111111111', '444444444444', '333333333333'];
const account = (id: string, name: string, parentId = 'r-1') => ({
  id,
  name,
  email: `${name}@example.com`,
  state: 'ACTIVE' as const,
  parentId,
  joinedAt: 0,
  joinedMethod: 'CREATED' as const,
  reading: { kind: 'not-asked' as const },
});

type Read = Extract<DelegationReading, { readonly kind: 'read' }>;

function found(
  delegation: Partial<Omit<Read, 'kind'>> | Exclude<DelegationReading, Read>,
  delegatedAdministrators: Structure['delegatedAdministrators'] = {},
) {
  const none: Read = { kind: 'read', administrators: [], trustedServices: [], resourcePolicy: null };
  const snapshot: OrganizationSnapshot = {
    partition: 'aws',
    id: 'o-exampleorg1',
    managementAccountId: management,
    featureSet: 'ALL',
    rootId: 'r-1',
    units: [
      { id: 'ou-e', name: 'Envs', parentId: 'r-1' },
      { id: 'ou-p', name: 'Production', parentId: 'ou-e' },
    ],
    accounts: [
      account(management, 'management'),
      account(security, 'Security'),
      account(acme, 'acme', 'ou-p'),
    ],
    ...nothingElseAsked,
    delegation: 'kind' in delegation ? delegation : { ...none, ...delegation },
  };
  return delegationDifferences(diffContext({ ...defaultStructure, delegatedAdministrators }, snapshot));
}

const said = (differences: ReturnType<typeof found>) =>
  differences.map((one) => `${one.severity ?? 'as its check'} ${differenceId(one)}`);
const administrator = (accountId: string, ...services: readonly string[]) => ({
  administrators: [{ accountId, name: 'Whoever', services }],
});

describe('delegated administrators', () => {
  it('are reported for each service that the configuration does not name', () => {
    const read = administrator(security, 'iam.amazonaws.com', 'ram.amazonaws.com');
    expect(said(found(read))).toEqual([
      'as its check delegated-administrator:Security/iam.amazonaws.com',
      'as its check delegated-administrator:Security/ram.amazonaws.com',
    ]);
    expect(said(found(read, { Security: ['ram.amazonaws.com'] }))).toEqual([
      'as its check delegated-administrator:Security/iam.amazonaws.com',
    ]);
    expect(said(found(read, { [security]: ['ram.amazonaws.com', 'iam.amazonaws.com'] }))).toEqual([]);
  });

  it('say what gives a way into accounts, and how to end it', () => {
    const [one] = found(administrator(security, 'iam.amazonaws.com'));
    expect(one?.evidence[0]).toBe('the account can act as the root user of member accounts (sts:AssumeRoot)');
    expect(one?.fix[0]).toContain(`--account-id ${security} --service-principal iam.amazonaws.com`);
    expect(one?.fix[1]).toBe(
      'or, if you want this, add this to organization in diverst.config.yaml: delegatedAdministrators: { Security: [iam.amazonaws.com] }',
    );
    expect(found(administrator(security, 'constructor'))[0]?.evidence).toHaveLength(1);
  });

  it('stay findings where they are clients, whatever the configuration says', () => {
    const [one] = found(administrator(acme, 'ram.amazonaws.com'), { acme: ['ram.amazonaws.com'] });
    expect(one).toMatchObject({ severity: 'low', place: { kind: 'client', accountId: acme } });
    expect(one?.message).toContain('although it is the account of a client');
  });

  it('may be accounts that the list does not have', () => {
    const [one] = found(administrator('999999999999', 'ram.amazonaws.com'));
    expect(one).toMatchObject({
      subject: '999999999999/ram.amazonaws.com',
      place: { kind: 'account', name: 'Whoever', accountId: '999999999999' },
    });
  });

  it('that the configuration names and that are not there are told', () => {
    expect(said(found({}, { Securty: ['ram.amazonaws.com'] }))).toEqual([
      'as its check delegated-administrator-unknown:Securty',
    ]);
  });
});

describe('trusted access', () => {
  const sso = { trustedServices: ['sso.amazonaws.com', 'cloudtrail.amazonaws.com', 'iam.amazonaws.com'] };

  it('is told of services that work in member accounts, not of those that diverst uses', () => {
    expect(said(found(sso))).toEqual(['as its check trusted-access:sso.amazonaws.com']);
  });

  it('is as wanted where an account is named for the service, the management account too', () => {
    expect(said(found(sso, { management: ['sso.amazonaws.com'] }))).toEqual([]);
    expect(said(found(sso, { Nobody: ['sso.amazonaws.com'] }))).toContain(
      'as its check trusted-access:sso.amazonaws.com',
    );
  });
});

describe('the resource policy', () => {
  it('that is no policy is reported whole', () => {
    expect(said(found({ resourcePolicy: 'no JSON' }))).toEqual([
      'as its check resource-policy:o-exampleorg1',
    ]);
  });

  it('that names somebody who is no more is untidy', () => {
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: 'AIDAEXAMPLEEXAMPLE12' },
      Action: 'organizations:AttachPolicy',
      Resource: '*',
    };
    const resourcePolicy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    expect(said(found({ resourcePolicy }))).toEqual(['low resource-policy:AIDAEXAMPLEEXAMPLE12']);
  });
});

describe('what could not be read', () => {
  it('is never silence, and says which rights are lacking', () => {
    const [one] = found({ kind: 'unread', reason: 'AccessDenied', denied: true });
    expect(one).toMatchObject({ check: 'not-audited', subject: 'delegation', actual: 'AccessDenied' });
    expect(one?.fix[0]).toContain('organizations:ListDelegatedServicesForAccount');
    const [other] = found({ kind: 'unread', reason: 'a reset', denied: false });
    expect(other?.fix[0]).toContain('run the audit again');
  });

  it('is none where something else was asked for', () => {
    expect(found({ kind: 'not-asked' }, { Nobody: ['ram.amazonaws.com'] })).toEqual([]);
  });
});
