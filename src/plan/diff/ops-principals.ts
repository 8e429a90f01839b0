import type { UserSnapshot } from '../../model/organization.ts';
import { allowedResources } from '../../model/policy/covers.ts';
import { globMatches, parseGlob } from '../../model/policy/glob.ts';
import type { Role } from '../../model/snapshot.ts';
import { roleArn, roleName } from '../../model/structure.ts';
import type { Change } from '../change.ts';
import type { Difference, Repair } from '../difference.ts';
import { type Holder, holdersOf, readHolders, takeAway } from '../group-grants.ts';
import { type DiffContext, difference } from './context.ts';
import { clientRoleArn } from './grants.ts';
import { shortList } from './words.ts';

/** Whoever in Ops has a way to a client that is not through the group, and users that nobody looks after. */
export function opsPrincipalDifferences(context: DiffContext): readonly Difference[] {
  const { opsIam, structure } = context;
  if (opsIam === null) return [];
  const isWayIn = clientMatcher(context);
  const elsewhere = (kind: 'user' | 'group' | 'role', name: string, holders: readonly Holder[]) =>
    grantElsewhere(context, kind, name, holders, isWayIn);
  return [
    ...opsIam.users.flatMap((user) => [
      ...userDifferences(user, context),
      ...elsewhere('user', user.name, holdersOf(user, opsIam.policies)),
    ]),
    ...opsIam.groups
      .filter(({ name }) => name !== structure.groups.production)
      .flatMap((group) => elsewhere('group', group.name, holdersOf(group, opsIam.policies))),
    ...opsIam.roles
      .filter((role) => role.name !== structure.accessRole && !isOfService(role))
      .flatMap((role) => elsewhere('role', role.name, roleHolders(role, opsIam.policies))),
  ];
}

/** Made by AWS for one of its services, or for IAM Identity Center, and changed by nobody else. */
export function isOfService({ path }: Pick<Role, 'path'>): boolean {
  return path.startsWith('/aws-service-role/');
}

function roleHolders(role: Role, policies: Parameters<typeof holdersOf>[1]): readonly Holder[] {
  const attached = role.managedPolicies.map((arn) => ({ name: arn.slice(arn.lastIndexOf('/') + 1), arn }));
  return holdersOf({ inline: role.inlineDocuments ?? [], attached }, policies);
}

function userDifferences(user: UserSnapshot, context: DiffContext): readonly Difference[] {
  const { ops, structure } = context;
  if (ops === null) return [];
  const base = { subject: user.name, place: context.placeOf(ops) };
  const found: Difference[] = [];
  const own = [...user.inline, ...user.attached].map(({ name }) => name);
  if (own.length > 0) {
    found.push(
      difference({
        ...base,
        check: 'user-own-policy',
        message: `the user ${user.name} has policies of its own`,
        expected: 'what its groups give it',
        actual: own.join(', '),
        fix: [`give them to a group, then take them from the user in the IAM console of ${ops.name}`],
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
          `with credentials of ${ops.name}: aws iam add-user-to-group --group-name ${structure.groups.production} --user-name ${user.name}`,
          'or delete the user',
        ],
      }),
    );
  }
  const { accessKeys, mfaDevices } = user;
  if (structure.client.role.requireMfa && accessKeys !== null && accessKeys > 0 && mfaDevices === 0) {
    found.push(
      difference({
        ...base,
        check: 'user-without-mfa',
        message: `the user ${user.name} has ${accessKeys === 1 ? 'an access key' : `${accessKeys} access keys`} and no MFA device`,
        expected: 'an MFA device',
        actual: 'none',
        fix: ['the user registers one in the IAM console: Security credentials, Assign MFA device'],
      }),
    );
  }
  return found;
}

function grantElsewhere(
  context: DiffContext,
  kind: 'user' | 'group' | 'role',
  name: string,
  holders: readonly Holder[],
  isWayIn: (pattern: string, except: readonly string[]) => boolean,
): readonly Difference[] {
  const { ops, structure } = context;
  if (ops === null) return [];
  const opening = holders.filter((holder) => opens(holder, isWayIn));
  // A Deny in another of its policies may close what one opens.
  const { documents, unreadable } = readHolders(holders);
  const together = allowedResources(documents, 'sts:AssumeRole');
  const open =
    unreadable.length > 0 ||
    together.some(({ resource, except, allowed }) => allowed === 'unknown' || isWayIn(resource, except));
  if (opening.length === 0 || !open) return [];
  return [
    difference({
      check: 'grant-elsewhere',
      subject: `${kind}/${name}`,
      place: context.placeOf(ops),
      message: `the ${kind} ${name} in ${ops.name} may assume clients’ roles by a policy of its own`,
      expected: `grants on the group ${structure.groups.production} only`,
      actual: shortList(opening.map(({ policy }) => policy)),
      evidence: together
        .filter(({ resource, except, allowed }) => allowed === 'unknown' || isWayIn(resource, except))
        .slice(0, 10)
        .map(
          ({ resource, allowed }) =>
            `sts:AssumeRole on ${resource}${allowed === 'yes' ? '' : ` (${allowed})`}`,
        ),
      repair: opening.flatMap((holder): readonly Repair[] => {
        const change = removal(kind, name, holder);
        return change === null ? [] : [{ change, consent: true }];
      }),
      fix:
        kind === 'role'
          ? ['take the policy from the role, or delete the role, in the IAM console of Ops']
          : [],
    }),
  ];
}

function opens(holder: Holder, isWayIn: (pattern: string, except: readonly string[]) => boolean): boolean {
  const { documents, unreadable } = readHolders([holder]);
  if (unreadable.length > 0) return true;
  return allowedResources(documents, 'sts:AssumeRole').some(
    ({ resource, except, allowed }) => allowed === 'unknown' || isWayIn(resource, except),
  );
}

/** A role's policies are not taken away: what works through it is not known. */
function removal(kind: 'user' | 'group' | 'role', name: string, holder: Holder): Change | null {
  if (kind === 'group') return takeAway('ops', name, holder);
  if (kind === 'role') return null;
  return holder.arn === null
    ? { kind: 'delete-user-policy', user: name, policy: holder.policy, document: holder.document ?? '' }
    : { kind: 'detach-user-policy', user: name, policyArn: holder.arn };
}

/** Whether a resource of a policy takes in the role of a client, of today or of tomorrow. */
function clientMatcher(context: DiffContext): (pattern: string, except: readonly string[]) => boolean {
  const { clients, structure, snapshot } = context;
  const future = {
    partition: snapshot.partition,
    accountId: '0'.repeat(12),
    path: structure.client.role.path,
    name: roleName(structure, 'any-client'),
  };
  const arns = [...clients.map((client) => clientRoleArn(client, context)), roleArn(future)];
  const known = new Set(arns);
  return (pattern, except) => {
    if (!/[*?$]/.test(pattern)) return known.has(pattern);
    // A policy variable may stand for anything.
    const glob = parseGlob(pattern.replace(/\$\{[^}]*\}/g, '*'));
    const exceptions = except.map((one) => parseGlob(one));
    return arns.some(
      (arn) => globMatches(glob, arn) && !exceptions.some((exception) => globMatches(exception, arn)),
    );
  };
}
