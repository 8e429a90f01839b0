import type { RawEvent } from '../../src/history/event.ts';
import { readEvent } from '../../src/history/read-event.ts';

export const acme = '111111111111';
export const ops = '222222222222';
export const management = '333333333333';

export type Fields = Readonly<Record<string, unknown>>;

/** A record as CloudTrail writes it, with what is given in the place of what is usual. */
export function raw(record: Fields, resources: RawEvent['resources'] = []): RawEvent {
  const usual = {
    eventVersion: '1.11',
    eventTime: '2026-11-24T13:02:11Z',
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateRole',
    awsRegion: 'us-east-1',
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-cli/2.17.1',
    requestParameters: { roleName: 'deploy' },
    responseElements: null,
    eventID: 'e-1',
    readOnly: false,
    eventType: 'AwsApiCall',
  };
  return { record: JSON.stringify({ ...usual, ...record }), time: null, resources };
}

export function event(record: Fields, resources: RawEvent['resources'] = []) {
  const read = readEvent(raw(record, resources), 'us-east-1');
  if (read === null) throw new Error('the record cannot be read');
  return read;
}

/** Who acts in a session of a role of acme. */
export function session(role: string, name: string, more: Fields = {}): Fields {
  const { sourceIdentity, accessKeyId = 'ASIASESSION', path = '/', ...others } = more;
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLEEXAMPLE12:${name}`,
    arn: `arn:aws:sts::${acme}:assumed-role/${role}/${name}`,
    accountId: acme,
    accessKeyId,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAEXAMPLEEXAMPLE12',
        arn: `arn:aws:iam::${acme}:role${path}${role}`,
        accountId: acme,
        userName: role,
      },
      attributes: { creationDate: '2026-11-24T13:00:00Z', mfaAuthenticated: 'true' },
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    },
    ...others,
  };
}

/** An AssumeRole of a role of acme, as acme's own history has it. */
export function assumeRole(userIdentity: Fields, asked: Fields = {}, more: Fields = {}): Fields {
  return {
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    readOnly: true,
    userIdentity,
    requestParameters: {
      roleArn: `arn:aws:iam::${acme}:role/acme-production`,
      roleSessionName: 'alice',
      sourceIdentity: 'alice',
      ...asked,
    },
    responseElements: { credentials: { accessKeyId: 'ASIASESSION' }, sourceIdentity: 'alice' },
    ...more,
  };
}

export const fromOps: Fields = { type: 'AWSAccount', principalId: 'AIDAEXAMPLE', accountId: ops };
