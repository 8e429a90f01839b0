import type { AccountSnapshot, IamSnapshot, UserSnapshot } from '../../model/organization.ts';
import type { HolderContext } from '../../model/policy/covers.ts';
import { type Policy, parsePolicy } from '../../model/policy/document.ts';
import type { Difference } from '../difference.ts';
import { type Holder, holdersOf } from '../group-grants.ts';
import { type DiffContext, difference } from './context.ts';
import { type Held, type Identity, type Owner, Rights } from './identity.ts';
import { heldBy, ownerOf } from './ops-base.ts';
import { shortList } from './words.ts';

const enable = 'iam:EnableMFADevice';
const deactivate = 'iam:DeactivateMFADevice';

/**
 * What is left of policies for access keys alone: requests that they sign carry no sign of MFA at all.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
 */
const withoutMfa: Policy = {
  version: '2012-10-17',
  statements: [
    {
      effect: 'Deny',
      actions: ['*'],
      resources: ['*'],
      conditions: [
        { operator: 'Null', ifExists: false, key: 'aws:multifactorauthpresent', values: ['false'] },
      ],
    },
    {
      effect: 'Deny',
      actions: ['*'],
      resources: ['*'],
      conditions: [{ operator: 'Null', ifExists: false, key: 'aws:multifactorauthage', values: ['false'] }],
    },
  ],
};

interface Source {
  readonly owner: Owner;
  readonly policies: readonly string[];
  readonly users: UserSnapshot[];
  isExchange: boolean;
}

/**
 * Policies by which an access key alone registers a device for a user who has one: whoever stole the key then passes
 * for somebody with MFA. Which device it is AWS does not ask: it may be one of the thief's own user. Users without a device are left out, as the first one is registered without MFA. So are
 * those with no way to a client, whom MFA keeps from nothing.
 */
export function selfServiceDifferences(
  context: DiffContext,
  ops: AccountSnapshot,
  iam: IamSnapshot,
): readonly Difference[] {
  const groups = context.kinds.flatMap(({ kind }) => (kind.role.requireMfa ? [kind.group] : []));
  if (groups.length === 0) return [];
  const judge = new SelfService(iam, ops, context);
  const sources = new Map<string, Source>();
  for (const user of iam.users) {
    if (user.accessKeys === 0 || user.mfaDevices === 0) continue;
    if (!user.groups.some((name) => groups.includes(name))) continue;
    const rights = judge.rightsOf(user);
    if (!rights.permits(enable, user.arn)) continue;
    const isExchange = rights.permits(deactivate, user.arn);
    for (const [owner, policies] of judge.sourcesOf(user)) {
      const source = sources.get(owner.arn) ?? { owner, policies, users: [], isExchange: false };
      source.users.push(user);
      source.isExchange ||= isExchange;
      sources.set(owner.arn, source);
    }
  }
  return [...sources.values()].map(({ owner, policies, users, isExchange }) =>
    difference({
      check: 'mfa-self-service',
      ...(isExchange ? { severity: 'high' as const } : {}),
      subject: `${owner.kind}/${owner.name}`,
      place: context.placeOf(ops),
      message: isExchange
        ? `the ${owner.kind} ${owner.name} in ${ops.name} allows access keys alone to replace the MFA device of their user`
        : `the ${owner.kind} ${owner.name} in ${ops.name} allows access keys alone to register another MFA device`,
      expected: `${enable} only if aws:MultiFactorAuthPresent is true, for users who have a device`,
      actual: shortList(policies),
      evidence: [`users with an access key and an MFA device: ${shortList(users.map(({ name }) => name))}`],
      fix: [
        `add to the statement: "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}`,
        `or allow only console sessions to register a first device: "Condition": {"Null": {"aws:MultiFactorAuthPresent": "false"}}`,
      ],
    }),
  );
}

/** What users may do to their own devices with access keys alone. */
class SelfService {
  readonly #groups = new Map<string, { readonly owner: Owner; readonly held: readonly Held[] }>();
  readonly #iam: IamSnapshot;
  readonly #documents: ReadonlyMap<string, string>;
  readonly #holder: HolderContext;

  constructor(iam: IamSnapshot, ops: AccountSnapshot, { snapshot, known }: DiffContext) {
    this.#iam = iam;
    this.#holder = { known, accountId: ops.id };
    this.#documents = new Map(iam.policies.map(({ arn, document }) => [arn, document]));
    for (const group of iam.groups) {
      const arn = group.arn ?? `arn:${snapshot.partition}:iam::${ops.id}:group/${group.name}`;
      const owner: Owner = { kind: 'group', name: group.name, arn };
      this.#groups.set(group.name, { owner, held: heldBy(owner, holdersOf(group, iam.policies)) });
    }
  }

  /** With all that the user holds, and what bounds it. */
  rightsOf(user: UserSnapshot): Rights {
    const parsed = parsePolicy(this.#documents.get(user.permissionsBoundary ?? '') ?? '');
    return this.#keysOnly({
      arn: user.arn,
      userName: user.name,
      held: this.#heldOf(user).flatMap(({ held }) => held),
      boundary: parsed.ok ? parsed.policy : null,
      boundaryArn: user.permissionsBoundary,
    });
  }

  /** What of it allows to register a device, by the names of its policies. */
  sourcesOf(user: UserSnapshot): readonly (readonly [Owner, readonly string[]])[] {
    return this.#heldOf(user).flatMap(({ owner, held }) => {
      const allowing = held.filter((one) => {
        const alone = { arn: user.arn, userName: user.name, held: [one], boundary: null, boundaryArn: null };
        return this.#keysOnly(alone).permits(enable, user.arn);
      });
      return allowing.length === 0 ? [] : [[owner, allowing.map(({ holder }) => holder.policy)] as const];
    });
  }

  #heldOf(user: UserSnapshot) {
    const owner = ownerOf(user);
    const own = { owner, held: heldBy(owner, holdersOf(user, this.#iam.policies)) };
    return [own, ...user.groups.flatMap((name) => this.#groups.get(name) ?? [])];
  }

  #keysOnly(identity: Identity): Rights {
    const holder: Holder = { kind: 'inline', policy: '', arn: null, document: null };
    const owner: Owner = { kind: 'user', name: '', arn: identity.arn };
    return new Rights(
      { ...identity, held: [...identity.held, { owner, holder, policy: withoutMfa }] },
      { denials: new Set(), boundary: false },
      this.#holder,
    );
  }
}
