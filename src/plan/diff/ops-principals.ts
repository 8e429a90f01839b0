import type { UserSnapshot } from '../../model/organization.ts';
import { isLock } from '../../model/revocations.ts';
import { shellWord } from '../../model/shell-word.ts';
import type { NamedDocument } from '../../model/snapshot.ts';
import type { Difference } from '../difference.ts';
import { clientsOf, type DiffContext, difference, kindsInWords } from './context.ts';
import { grantsElsewhere } from './grants-elsewhere.ts';
import { namelessRoleDifferences } from './nameless-roles.ts';
import { selfServiceDifferences } from './self-mfa.ts';

/** Ways to a client in Ops that do not lead through the group, and users that nobody looks after. */
export function opsPrincipalDifferences(context: DiffContext): readonly Difference[] {
  const { ops, opsIam } = context;
  if (ops === null || opsIam === null) return [];
  const elsewhere = grantsElsewhere(context, ops, opsIam);
  const opening = new Set(elsewhere.map(({ subject }) => subject));
  return [
    ...opsIam.users.flatMap((user) => userDifferences(user, opening.has(`user/${user.name}`), context)),
    ...elsewhere,
    ...selfServiceDifferences(context, ops, opsIam),
    ...namelessRoleDifferences(context),
  ];
}

/** @param opening whether policies of its own are a way in, which no group should get either */
function userDifferences(user: UserSnapshot, opening: boolean, context: DiffContext): readonly Difference[] {
  const { ops } = context;
  if (ops === null) return [];
  const base = { subject: user.name, place: context.placeOf(ops) };
  const found: Difference[] = [];
  const locks = user.inline.filter(({ document }) => isLock(document));
  const own = [...user.inline.filter((one) => !locks.includes(one)), ...user.attached].map(
    ({ name }) => name,
  );
  if (locks.length > 0) found.push(lockedUser(user.name, locks, base));
  if (own.length > 0) {
    found.push(
      difference({
        ...base,
        check: 'user-own-policy',
        message: `the user ${user.name} has the ${own.length === 1 ? 'policy' : 'policies'} ${own.join(', ')} outside of any group`,
        expected: 'only policies of groups',
        actual: own.join(', '),
        fix: opening
          ? [
              `remove the policies that give access to ${kindsInWords(context)} (see grant-elsewhere:user/${user.name}), and do not give them to a group`,
              `attach the other policies to a group, then remove them from the user in the IAM console of ${ops.name}`,
            ]
          : [
              `attach the policies to a group, then remove them from the user in the IAM console of ${ops.name}`,
            ],
      }),
    );
  }
  if (user.groups.length === 0) {
    found.push(
      difference({
        ...base,
        check: 'user-outside-groups',
        message: `the user ${user.name} is in no group`,
        expected: 'a group',
        actual: 'none',
        fix: [
          `add the user to a group, with credentials of ${ops.name}: aws iam add-user-to-group --group-name ${shellWord(clientsOf(context).kind.group)} --user-name ${shellWord(user.name)}`,
          'or delete the user',
        ],
      }),
    );
  }
  const { accessKeys, mfaDevices } = user;
  if (
    locks.length === 0 &&
    context.kinds.some(({ kind }) => kind.role.requireMfa) &&
    accessKeys !== null &&
    accessKeys > 0 &&
    mfaDevices === 0
  ) {
    found.push(
      difference({
        ...base,
        check: 'user-without-mfa',
        message: `the user ${user.name} has ${accessKeys === 1 ? 'an access key' : `${accessKeys} access keys`} and no MFA device`,
        expected: 'an MFA device',
        actual: 'none',
        fix: [
          'ask the user to register an MFA device in the IAM console: Security credentials, Assign MFA device',
        ],
      }),
    );
  }
  return found;
}

/** Denied everything, as diverst locks a person: no group is to get that. */
function lockedUser(
  user: string,
  locks: readonly NamedDocument[],
  base: Pick<Difference, 'subject' | 'place'>,
): Difference {
  const names = locks.map(({ name }) => name).join(', ');
  return difference({
    ...base,
    check: 'user-locked',
    message: `the user ${user} is locked`,
    expected: 'a user who can work, or none',
    actual: `inline policy ${names}, which denies everything`,
    fix: [
      `if the person does not come back, delete the user: diverst user remove ${shellWord(user)}`,
      `to let the person work again: diverst client revoke --all --person ${shellWord(user)} --lift`,
    ],
  });
}
