import type { AccountSnapshot, UserSnapshot } from '../../model/organization.ts';
import type { PeopleStructure, UserKey, UserSignIn } from '../../model/people.ts';
import { shellWord } from '../../model/shell-word.ts';
import type { Difference } from '../difference.ts';
import { type DiffContext, difference, iamOf, notAudited } from './context.ts';

const day = 24 * 3_600_000;

/** Days that a new person has for the first sign-in. */
const newFor = 7;

/** What the users of Ops and of the management account sign in with, and whether they still do. */
export function userSignInDifferences(context: DiffContext): readonly Difference[] {
  const { structure, known, ops, management } = context;
  const { people } = structure;
  const { now } = known;
  return [ops, management].flatMap((account) => {
    if (account === null) return [];
    const users = iamOf(account)?.users ?? [];
    const unread = unreadUsers(users, account, context);
    // Without a time, nothing is too old.
    if (people === null || now === undefined) return unread;
    const judged = users.flatMap((user) =>
      user.signIn === null
        ? []
        : new Judge(user, user.signIn, account, { context, people, now }).differences(),
    );
    return [...unread, ...judged];
  });
}

/** One finding for all of an account: what denies one of them most likely denies them all. */
function unreadUsers(
  users: readonly UserSnapshot[],
  account: AccountSnapshot,
  context: DiffContext,
): readonly Difference[] {
  const unread = users.flatMap(({ name, signInUnread: reason }) =>
    reason === undefined ? [] : [{ name, reason }],
  );
  const [first] = unread;
  if (first === undefined) return [];
  const place = context.placeOf(account);
  return [
    {
      ...notAudited(first.reason, {
        subject: `users of ${context.labelOf(account)}`,
        place,
        message: `diverst could not read the credentials of users of ${account.name}`,
        ifDenied: [
          place.kind === 'management'
            ? 'allow your identity iam:GetUser, GetLoginProfile, ListAccessKeys, GetAccessKeyLastUsed and ListMFADevices'
            : 'find the policy that denies reading users in the account: it belongs to the access role or to the organization',
        ],
      }),
      evidence: unread.map(({ name }) => `user ${name}`),
    },
  ];
}

class Judge {
  /** In Ops, where every check of users speaks of them, the bare name. */
  readonly #base: Pick<Difference, 'subject' | 'place'>;
  readonly #who: string;
  readonly #isPerson: boolean;

  constructor(
    private readonly user: UserSnapshot,
    private readonly signIn: UserSignIn,
    account: AccountSnapshot,
    private readonly wanted: {
      readonly context: DiffContext;
      readonly people: PeopleStructure;
      /** Epoch milliseconds. */
      readonly now: number;
    },
  ) {
    const { context } = wanted;
    this.#isPerson = account === context.ops;
    this.#base = {
      subject: this.#isPerson ? user.name : `${context.labelOf(account)}/${user.name}`,
      place: context.placeOf(account),
    };
    this.#who = `the user ${user.name} in ${account.name}`;
  }

  differences(): readonly Difference[] {
    return [...this.#oldKeys(), ...this.#unused(), ...this.#withoutMfa()];
  }

  #oldKeys(): readonly Difference[] {
    const { maxKeyAge } = this.wanted.people;
    const old = this.signIn.keys.filter(
      ({ isActive, createdAt }) => isActive && this.#daysSince(createdAt) > maxKeyAge,
    );
    if (old.length === 0) return [];
    const oldest = Math.max(...old.map(({ createdAt }) => this.#daysSince(createdAt)));
    return [
      difference({
        ...this.#base,
        check: 'user-key-age',
        message: `${this.#who} has ${old.length === 1 ? 'an access key' : `${old.length} access keys`} older than ${maxKeyAge} days`,
        expected: `no access key older than ${maxKeyAge} days`,
        actual: `${oldest} days`,
        evidence: old.map(keyWords),
        fix: [
          'sign in with aws login, which needs no access key',
          ...old.map(
            ({ id }) =>
              `delete the key, with credentials of ${this.#base.place.name}: aws iam delete-access-key --user-name ${shellWord(this.user.name)} --access-key-id ${id}`,
          ),
        ],
      }),
    ];
  }

  #unused(): readonly Difference[] {
    const { unusedAfter } = this.wanted.people;
    const { createdAt, password, keys } = this.signIn;
    const uses = [password?.lastUsed ?? null, ...keys.map(({ lastUsed }) => lastUsed)].flatMap(
      (at) => at ?? [],
    );
    const last = uses.length === 0 ? null : Math.max(...uses);
    // Who was made a moment ago has had no time yet.
    if (this.#daysSince(Math.max(createdAt, last ?? 0)) <= unusedAfter) return [];
    return [
      difference({
        ...this.#base,
        check: 'user-unused',
        message: `${this.#who} has ${last === null ? 'never been used' : `not been used for ${this.#daysSince(last)} days`}`,
        expected: `a sign-in or a signed request within ${unusedAfter} days`,
        actual: last === null ? `never, created ${dateOf(createdAt)}` : `last used ${dateOf(last)}`,
        evidence: this.#credentials(),
        fix: this.#isPerson
          ? [`delete the user: diverst user remove ${shellWord(this.user.name)}`]
          : [`delete the user in the IAM console of ${this.#base.place.name}`],
      }),
    ];
  }

  #withoutMfa(): readonly Difference[] {
    const { password, mfaDevices } = this.signIn;
    if (password === null || mfaDevices.length > 0) return [];
    const until = password.createdAt + newFor * day;
    const isNew = password.mustChange && this.wanted.now < until;
    const last = password.lastUsed === null ? 'never signed in' : `last sign-in ${dateOf(password.lastUsed)}`;
    return [
      difference({
        ...this.#base,
        check: 'user-password-without-mfa',
        ...(isNew ? { severity: 'low' as const } : {}),
        message: isNew
          ? `${this.#who} is new, and must sign in and register an MFA device by ${dateOf(until)}`
          : `${this.#who} has a password and no MFA device`,
        expected: 'an MFA device',
        actual: `none; ${last}`,
        fix: [
          'ask the user to sign in to the AWS console and to register an MFA device under Security credentials',
          ...(this.#isPerson
            ? [`or delete the user: diverst user remove ${shellWord(this.user.name)}`]
            : [
                `or delete the password: aws iam delete-login-profile --user-name ${shellWord(this.user.name)}`,
              ]),
        ],
      }),
    ];
  }

  #credentials(): readonly string[] {
    const { password, keys } = this.signIn;
    return [...(password === null ? [] : ['password']), ...keys.map(keyWords)];
  }

  /** Whole days. */
  #daysSince(at: number): number {
    return Math.floor((this.wanted.now - at) / day);
  }
}

function keyWords({ id, isActive, createdAt, lastUsed }: UserKey): string {
  const use = lastUsed === null ? 'never used' : `last used ${dateOf(lastUsed)}`;
  return `access key ${id}: created ${dateOf(createdAt)}, ${use}${isActive ? '' : ', inactive'}`;
}

/** By UTC. */
function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
