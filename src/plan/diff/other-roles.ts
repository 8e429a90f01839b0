import { ciRoleNames } from '../../model/ci-roles.ts';
import type { AccountSnapshot, IamSnapshot } from '../../model/organization.ts';
import { isManaged } from '../../model/own-tags.ts';
import { comparePolicies } from '../../model/policy/compare.ts';
import { type Condition, type Policy, parsePolicy, type Statement } from '../../model/policy/document.ts';
import { type TrustEntry, trustedPrincipals } from '../../model/policy/trust.ts';
import { shellWord } from '../../model/shell-word.ts';
import type { Role } from '../../model/snapshot.ts';
import type { Difference } from '../difference.ts';
import { type DiffContext, difference, iamOf, isOfService, type OwnedAccount } from './context.ts';
import { isLending } from './lending-services.ts';

/** Roles of an account beside those that are wanted and the access role: whom outside do they let in? */
export function otherRoleDifferences(
  owned: OwnedAccount,
  iam: IamSnapshot,
  context: DiffContext,
): readonly Difference[] {
  const { account, roleName } = owned;
  const own = [roleName, context.structure.accessRole, ...ciRoleNames(owned)];
  return iam.roles
    .filter((role) => !own.includes(role.name) && !isOfService(role))
    .flatMap((role) => {
      const doors = doorOf(role, account, roleName, context);
      // A role of that name in another case is reported as misnamed already; whom else it lets in is reported here.
      const isOwn = role.name.toLowerCase() === roleName.toLowerCase();
      return isOwn ? doors.filter(({ check }) => check !== 'role-misnamed') : doors;
    });
}

/** Roles of an account of no kind in use. Nobody outside belongs there. */
export function strangeRoleDifferences(
  account: AccountSnapshot,
  iam: IamSnapshot,
  context: DiffContext,
): readonly Difference[] {
  return iam.roles
    .filter((role) => role.name !== context.structure.accessRole && !isOfService(role))
    .flatMap((role) => doorOf(role, account, null, context));
}

/**
 * Roles of an account beside the clients, of no kind in use. People of Ops and of the management account work there, and
 * accounts in that place deploy to each other; nobody else belongs there.
 * @param besides all accounts beside the clients, of a kind in use or not
 */
export function rolesBesideClients(
  account: AccountSnapshot,
  iam: IamSnapshot,
  besides: readonly AccountSnapshot[],
  context: DiffContext,
): readonly Difference[] {
  const { ops, management } = context;
  const welcome = [ops, management, ...besides].flatMap((one) => one?.id ?? []);
  return iam.roles
    .filter((role) => role.name !== context.structure.accessRole && !isOfService(role))
    .flatMap((role) => doorOf(role, account, null, context, welcome));
}

/** Roles of Ops and of the management account that somebody outside may assume: from there clients are reached. */
export function baseRoleDifferences(context: DiffContext): readonly Difference[] {
  return [context.ops, context.management].flatMap((account) =>
    (iamOf(account)?.roles ?? [])
      // In the management account nothing else looks at a role of that name.
      .filter(
        (role) =>
          !isOfService(role) &&
          (account === context.management || role.name !== context.structure.accessRole),
      )
      .flatMap((role) => (account === null ? [] : doorOf(role, account, null, context))),
  );
}

/**
 * @param wantedRole name of the role that people in Ops should use; null where there is none
 * @param welcome ids of other accounts that may be let in
 */
function doorOf(
  role: Role,
  account: AccountSnapshot,
  wantedRole: string | null,
  context: DiffContext,
  welcome: readonly string[] = [],
): readonly Difference[] {
  const base = {
    subject: `${context.labelOf(account)}/${role.name}`,
    place: context.placeOf(account),
    actual: role.trust,
    fix: [
      `find out when the role was last used (RoleLastUsed), in the account ${account.id}: aws iam get-role --role-name ${shellWord(role.name)}`,
      'delete the role, or remove the outside principal from its trust policy',
    ],
  };
  const parsed = parsePolicy(role.trust);
  if (!parsed.ok) {
    return [
      difference({
        ...base,
        check: 'role-other-trust',
        message: `diverst does not understand who can assume the role ${role.name}`,
        expected: 'no access from outside accounts',
        evidence: [parsed.reason],
      }),
    ];
  }
  const { ops, snapshot } = context;
  const place = { partition: snapshot.partition, accountId: account.id };
  // Whom an identity provider lets in is not said by the account that it is in.
  const isOf = ({ principal, text }: TrustEntry, ids: readonly string[]) =>
    (principal.kind !== 'federated' && ids.includes(accountOf(principal) ?? '')) ||
    (principal.kind === 'everyone' && isWithin(onlyFor(parsed.policy, text), place, ids));
  const outside = outsiders(parsed.policy, role).filter((entry) => !isOf(entry, welcome));
  if (outside.length === 0) return [];
  const onlyOps = ops !== null && outside.every((entry) => isOf(entry, [ops.id]));
  const evidence = outside.map((entry) => describeEntry(entry));
  if (onlyOps && wantedRole !== null) {
    const wanted = iamOf(account)?.roles.some(({ name }) => name === wantedRole) ?? false;
    return [
      difference({
        ...base,
        check: wanted ? 'role-second' : 'role-misnamed',
        message: wanted
          ? `the role ${role.name} gives users in Ops access to ${account.name} in addition to ${wantedRole}`
          : `the role ${role.name} trusts Ops, and the role ${wantedRole} does not exist`,
        expected: wantedRole,
        evidence,
      }),
    ];
  }
  if (wantedRole !== null && isLeftOfCi(role, outside)) return [leftRole(role, { ...base, evidence })];
  return [
    difference({
      ...base,
      check: 'role-other-trust',
      message: `the role ${role.name} gives an outside account access to ${account.name}`,
      expected: 'no access from outside accounts',
      evidence,
    }),
  ];
}

/** A role that this program has made for CI; no other of its roles takes tokens. */
function isLeftOfCi({ tags }: Role, outside: readonly TrustEntry[]): boolean {
  return isManaged(tags) && outside.every(({ principal }) => principal.kind === 'federated');
}

function leftRole(
  role: Role,
  base: Pick<Difference, 'subject' | 'place' | 'actual' | 'evidence'>,
): Difference {
  const { name, managedPolicies, inlinePolicies } = role;
  const { subject, place, actual, evidence } = base;
  const iam = (command: string) => `aws iam ${command} --role-name ${shellWord(name)}`;
  return difference({
    subject,
    place,
    actual,
    evidence,
    check: 'ci-role-left',
    message: `the role ${name} gives a CI system access to ${place.name}, but the role is not in the configuration`,
    expected: 'no such role',
    fix: [
      `find out when the role was last used (RoleLastUsed): ${iam('get-role')}`,
      `delete the role if no pipeline uses it, as the access role of the account ${place.accountId}:`,
      ...managedPolicies.map((arn) => `${iam('detach-role-policy')} --policy-arn ${shellWord(arn)}`),
      ...inlinePolicies.map((policy) => `${iam('delete-role-policy')} --policy-name ${shellWord(policy)}`),
      iam('delete-role'),
    ],
  });
}

/**
 * What lets somebody outside the account in, without what a condition or a Deny closes again. Services act within the
 * account, unless they lend its roles; who was deleted gets in nowhere.
 */
export function outsiders(policy: Policy, { arn }: Pick<Role, 'arn'>): readonly TrustEntry[] {
  const [, partition = 'aws', , , accountId = ''] = arn.split(':');
  const outside = trustedPrincipals(policy).filter((entry) => isOutside(entry, accountId));
  if (outside.length === 0) return [];
  const closed = new Map<string, boolean>();
  return outside.filter(({ text }) => {
    const known = closed.get(text) ?? isWithin(onlyFor(policy, text), { partition, accountId }, [accountId]);
    closed.set(text, known);
    return !known;
  });
}

/**
 * Whether a trust policy of a role lets in nobody but what belongs to those accounts: a Deny for all others takes nothing
 * away from it. An account is recognized by its id or by the ARNs of what is in it; services and identity providers have
 * neither.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalaccount
 */
function isWithin(
  trust: Policy,
  role: { readonly partition: string; readonly accountId: string },
  wanted: readonly string[],
): boolean {
  if (wanted.length === 0) return false;
  const others: readonly Condition[] = [
    { ...notLike, operator: 'StringNotEquals', key: 'aws:principalaccount', values: wanted },
    {
      ...notLike,
      key: 'aws:principalarn',
      values: wanted.flatMap((id) =>
        ['iam', 'sts'].map((service) => `arn:${role.partition}:${service}::${id}:*`),
      ),
    },
  ];
  return others.some((condition) => {
    const deny: Statement = {
      effect: 'Deny',
      principals: [{ type: 'AWS', value: '*' }],
      actions: ['sts:*'],
      conditions: [condition],
    };
    const within: Policy = { ...trust, statements: [...trust.statements, deny] };
    return comparePolicies(trust, within, { kind: 'trust', ...role }).verdict === 'equal';
  });
}

const notLike = { operator: 'StringNotLike', ifExists: false };

/** The same policy for one of those whom its statements name. */
export function onlyFor(policy: Policy, text: string): Policy {
  return {
    ...policy,
    statements: policy.statements.flatMap((statement): Policy['statements'] => {
      if (statement.effect === 'Deny') return [statement];
      if (statement.notPrincipals !== undefined) return text === '*' ? [statement] : [];
      const principals = (statement.principals ?? []).filter(({ value }) => value === text);
      return principals.length === 0 ? [] : [{ ...statement, principals }];
    }),
  };
}

function isOutside({ principal }: TrustEntry, accountId: string): boolean {
  if (principal.kind === 'service') return isLending(principal.service);
  if (principal.kind === 'deleted') return false;
  return accountOf(principal) !== accountId || principal.kind === 'federated';
}

function accountOf(principal: TrustEntry['principal']): string | null {
  return 'accountId' in principal ? (principal.accountId ?? null) : null;
}

function describeEntry({ text, actions, conditions, limitedByDeny }: TrustEntry): string {
  const limits = [
    ...(conditions.length > 0 ? ['on a condition'] : []),
    ...(limitedByDeny ? ['limited by a Deny'] : []),
  ];
  return `${text} can call ${actions.join(', ')}${limits.length > 0 ? ` (${limits.join(', ')})` : ''}`;
}
