import { describe, expect, it } from 'vitest';
import { iamResourceOf, mayReach, surelyReaches } from '../../src/plan/diff/arn-reach.ts';

const bob = 'arn:aws:iam::111122223333:user/team/bob';

describe('resources of policies against ARNs', () => {
  it.each<readonly [string, boolean, boolean]>([
    ['*', true, true],
    [bob, true, true],
    ['arn:aws:iam::111122223333:user/team/BOB', false, false],
    // Fields that are left out stand for anything.
    ['arn:aws:iam', true, true],
    ['arn:aws:iam::111122223333', true, true],
    ['arn:aws:s3', false, false],
    ['arn:aws:iam::999988887777', false, false],
    ['arn:aws:iam::*:user/*', true, true],
    ['arn:*:iam::1111????3333:user/*/b?b', true, true],
    ['arn:aws:iam::111122223333:user/bob', false, false],
    // A wildcard stays within its field, but for a * at the end of one.
    ['arn:aws:i?m::111122223333:*', true, true],
    ['arn:aws:iam?111122223333:user/team/bob', false, false],
    ['arn:aws:*:user/team/bob', false, false],
    ['arn:aws:iam*:111122223333:user/team/bob', false, false],
    // What a variable stands for is not known.
    ['arn:aws:iam::111122223333:user/team/${aws:PrincipalTag/name}', true, false],
    ['arn:aws:iam::111122223333:user/${aws:PrincipalTag/team}', true, false],
    ['arn:aws:iam::111122223333:group/${aws:PrincipalTag/team}', false, false],
    ['arn:aws:iam::111122223333:user/team/${*}', false, false],
  ])('%s may reach: %s, surely: %s', (pattern, may, surely) => {
    expect({ may: mayReach(pattern, bob), surely: surelyReaches(pattern, bob) }).toEqual({ may, surely });
  });

  it.each<readonly [string, string | null]>([
    ['*', '*'],
    ['arn:aws:iam', '*'],
    ['arn:aws:iam::111122223333:role/app-*', 'role/app-*'],
    ['arn:aws:iam::*:role/${aws:username}', 'role/*'],
    ['arn:aws:iam::999988887777:role/*', null],
    ['arn:aws:s3:::files', null],
  ])('%s is about %s in IAM of the account', (pattern, resource) => {
    expect(iamResourceOf(pattern, 'aws', '111122223333')).toBe(resource);
  });
});
