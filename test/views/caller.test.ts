import { expect, it } from 'vitest';
import { callerView } from '../../src/views/caller.ts';
import { plain } from '../../src/views/paint.ts';

it.each([
  ['o-example', 1, 'organization  o-example, 1 account'],
  ['o-example', 12, 'organization  o-example, 12 accounts'],
  [null, 0, 'organization  none'],
])('an identity in %s with %i accounts', (organizationId, accounts, last) => {
  const accountId = '111122223333';
  const facts = { profile: 'management', configFile: null, accountId, organizationId, accounts };
  const text = callerView({ ...facts, arn: `arn:aws:iam::${accountId}:user/kim` }, plain, null);
  expect(text.trimEnd().split('\n')).toEqual([
    'profile       management',
    `account       ${accountId}${organizationId === null ? '' : ' (management)'}, as user/kim`,
    last,
  ]);
});
