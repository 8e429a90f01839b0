import { describe, expect, it } from 'vitest';
import { PEOPLE_POLICY, SIGN_IN_POLICY } from '../../src/model/people.ts';
import { parsePolicy } from '../../src/model/policy/document.ts';
import { managedPolicyArn } from '../../src/model/structure.ts';
import {
  lackingActions,
  openWithoutMfa,
  peopleRules,
  peopleText,
} from '../../src/plan/diff/people-access.ts';
import { peopleGroupAccess } from '../../src/plan/diff/people-group.ts';

const paths = ['/', '/staff/', '/staff/night/'];

describe.each([
  ['aws', true],
  ['aws', false],
  ['aws-us-gov', false],
])('the policy of people in %s, access keys %s', (partition, accessKeys) => {
  const rules = peopleRules({ partition, accountId: '111122223333', accessKeys });
  const document = peopleText(rules);
  const people = { group: 'people', accessKeys, maxKeyAge: 90, unusedAfter: 90 };
  const arn = managedPolicyArn(partition, SIGN_IN_POLICY);
  const access = (beside: readonly string[]) =>
    peopleGroupAccess(
      {
        name: 'people',
        inline: [
          { name: PEOPLE_POLICY, document },
          ...beside.map((text, index) => ({ name: `other-${index}`, document: text })),
        ],
        attached: [{ name: SIGN_IN_POLICY, arn }],
      },
      [],
      { people, rules, hasSignIn: true },
      paths,
    );
  const statement = (Effect: string) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action: 'iam:*', Resource: '*' }] });

  it('lacks nothing and leaves nothing open, as the comparison says as well', () => {
    const parsed = parsePolicy(document);
    const held = parsed.ok ? [parsed.policy] : [];
    expect(paths.flatMap((path) => lackingActions(held, rules, path))).toEqual([]);
    expect(openWithoutMfa(held, rules)).toEqual([]);
    for (const others of [[], [statement('Allow')]])
      expect(access(others)).toEqual({ lacking: [], lacksSignIn: false, open: [], denying: [], changes: [] });
  });

  it('is compared where there is a Deny, or something unreadable, beside it', () => {
    expect(access([statement('Deny')]).denying).toEqual(['other-0']);
    expect(access([statement('Deny')]).lacking).toContain('iam:ChangePassword');
  });
});
