import { describe, expect, it } from 'vitest';
import {
  isLock,
  isTrueToName,
  lockDocument,
  readRevocations,
  revocationDocument,
  revocationPolicy,
  revocationsOf,
} from '../../src/model/revocations.ts';

const before = Date.UTC(2030, 0, 1, 12);
const deny = { Effect: 'Deny', Action: '*', Resource: '*' };
const time = { 'aws:TokenIssueTime': '2030-01-01T12:00:00Z' };
const read = (...Statement: readonly object[]) =>
  readRevocations(JSON.stringify({ Version: '2012-10-17', Statement }));

describe('a revocation', () => {
  it.each([null, 'kim', 'kim.b+c=d,e@f-g_h'])('is read as it was written: %s', (person) => {
    const document = JSON.stringify(revocationDocument({ person, before }));
    expect(readRevocations(document)).toEqual([{ person, before }]);
    expect(revocationsOf(document, person)).toEqual([{ person, before }]);
    expect(revocationsOf(document, 'eve')).toBeNull();
    expect(revocationsOf(document, person?.toUpperCase() ?? null)).toEqual([{ person, before }]);
  });

  it('is denied by name and by the time of the session, and nothing else', () => {
    expect(revocationDocument({ person: 'kim', before })).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          ...deny,
          Condition: { StringEqualsIgnoreCase: { 'aws:SourceIdentity': 'kim' }, DateLessThan: time },
        },
      ],
    });
    expect(revocationPolicy('kim')).toBe('diverst-revoke-kim');
    expect(revocationPolicy(null)).toBe('diverst-revoke');
  });

  it.each([
    [
      'keys in other letters, lists and a Sid',
      { Sid: 'Old', Action: ['*'], Resource: ['*'] },
      { DateLessThan: { 'AWS:TOKENISSUETIME': ['2030-01-01T12:00:00.000Z'] } },
    ],
    ['an offset', {}, { DateLessThan: { 'aws:TokenIssueTime': '2030-01-01T13:00:00+01:00' } }],
    ['seconds since 1970', {}, { DateLessThan: { 'aws:TokenIssueTime': String(before / 1000) } }],
    [
      'several times, of which the last counts',
      {},
      { DateLessThan: { 'aws:TokenIssueTime': ['2029-01-01T00:00:00Z', '2030-01-01T12:00:00Z'] } },
    ],
    ['a time that counts itself', {}, { DateLessThanEquals: time }],
  ])('is known by its meaning: %s', (_name, parts, Condition) => {
    expect(read({ ...deny, ...parts, Condition })).toEqual([{ person: null, before }]);
  });

  it.each([
    ['diverst-revoke', [null], true],
    ['diverst-revoke', ['nobody'], false],
    ['diverst-revoke-kim', ['eve', 'Kim'], true],
    ['diverst-revoke-kim', ['nobody'], false],
    ['diverst-revoke-kim', [null], true],
    ['AWSRevokeOlderSessions', ['eve'], true],
    ['diverst-revoked', ['eve'], true],
  ])('%s of %j ends what its name says: %s', (policy, people, isTrue) => {
    const revocations = people.map((person) => ({ person, before }));
    expect(isTrueToName(policy, revocations)).toBe(isTrue);
  });

  it('may be of several people, or in several statements', () => {
    const Condition = { DateLessThan: time, StringLike: { 'aws:sourceidentity': ['kim', 'eve'] } };
    expect(read({ ...deny, Condition }, { ...deny, Condition: { DateLessThan: time } })).toEqual([
      { person: 'kim', before },
      { person: 'eve', before },
      { person: null, before },
    ]);
  });

  it.each([
    ['an Allow', { ...deny, Effect: 'Allow', Condition: { DateLessThan: time } }],
    ['one service', { ...deny, Action: 's3:*', Condition: { DateLessThan: time } }],
    ['one resource', { ...deny, Resource: 'arn:aws:s3:::a', Condition: { DateLessThan: time } }],
    ['no time', deny],
    ['a later time', { ...deny, Condition: { DateGreaterThan: time } }],
    ['the time now', { ...deny, Condition: { DateLessThan: { 'aws:CurrentTime': '2030-01-01T12:00:00Z' } } }],
    ['no time of issue either', { ...deny, Condition: { DateLessThanIfExists: time } }],
    [
      'a pattern of names',
      { ...deny, Condition: { DateLessThan: time, StringLike: { 'aws:SourceIdentity': 'k*' } } },
    ],
    [
      'everybody but one',
      { ...deny, Condition: { DateLessThan: time, StringNotEquals: { 'aws:SourceIdentity': 'kim' } } },
    ],
    [
      'a variable',
      {
        ...deny,
        Condition: { DateLessThan: time, StringEquals: { 'aws:SourceIdentity': '${aws:username}' } },
      },
    ],
    [
      'one address more',
      { ...deny, Condition: { DateLessThan: time, IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } },
    ],
    ['a time of no form', { ...deny, Condition: { DateLessThan: { 'aws:TokenIssueTime': 'yesterday' } } }],
  ])('is not what denies by something else: %s', (_name, statement) => {
    expect(read(statement)).toBeNull();
    expect(read({ ...deny, Condition: { DateLessThan: time } }, statement)).toBeNull();
  });

  it('is not what cannot be read', () => {
    expect(readRevocations('no JSON')).toBeNull();
    expect(read()).toBeNull();
  });
});

describe('a lock', () => {
  it('denies everything at all times', () => {
    expect(isLock(JSON.stringify(lockDocument))).toBe(true);
    const statement = (parts: object) =>
      isLock(JSON.stringify({ Version: '2012-10-17', Statement: { ...deny, ...parts } }));
    expect(statement({ Action: ['s3:*', '*'] })).toBe(true);
    expect(statement({ Action: 's3:*' })).toBe(false);
    expect(statement({ Effect: 'Allow' })).toBe(false);
    expect(statement({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } })).toBe(false);
  });
});
