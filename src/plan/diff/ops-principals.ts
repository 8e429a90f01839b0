import type { IamSnapshot, UserSnapshot } from '../../model/organization.ts';
import { type AllowedResource, allowedResources } from '../../model/policy/covers.ts';
import type { Policy } from '../../model/policy/document.ts';
import { globMatches, parseGlob } from '../../model/policy/glob.ts';
import type { Role } from '../../model/snapshot.ts';
import { roleArn, roleName } from '../../model/structure.ts';
import type { Change } from '../change.ts';
import type { Difference, Repair } from '../difference.ts';
import { type Holder, holdersOf, readHolders, takeAway } from '../group-grants.ts';
import { type DiffContext, difference, isOfService } from './context.ts';
import { type EscalationWay, escalationFinder } from './escalation.ts';
import { clientRoleArn, intendedRoleArn } from './grants.ts';
import { shortList } from './words.ts';

/** Whoever in Ops has a way to a client that is not through the group, and users that nobody looks after. */
export function opsPrincipalDifferences(context: DiffContext): readonly Difference[] {
  const { opsIam, structure } = context;
  if (opsIam === null) return [];
  const waysIn = wayFinder(context, opsIam);
  const elsewhere = (kind: 'user' | 'group' | 'role', name: string, holders: readonly Holder[]) =>
    grantElsewhere(context, kind, name, holders, waysIn);
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

/** What policies allow that leads to a client: by assuming its role, or by a write to IAM that gives the right to. */
interface Ways {
  readonly direct: readonly AllowedResource[];
  readonly escalations: readonly EscalationWay[];
}

function wayFinder(context: DiffContext, iam: IamSnapshot): (documents: readonly Policy[]) => Ways {
  const isWayIn = clientMatcher(context);
  const escalationsOf = escalationFinder(context, iam);
  return (documents) => ({
    direct: allowedResources(documents, 'sts:AssumeRole').filter(
      ({ resource, except, allowed }) => allowed === 'unknown' || isWayIn(resource, except),
    ),
    escalations: escalationsOf(documents),
  });
}

function grantElsewhere(
  context: DiffContext,
  kind: 'user' | 'group' | 'role',
  name: string,
  holders: readonly Holder[],
  waysIn: (documents: readonly Policy[]) => Ways,
): readonly Difference[] {
  const { ops, structure } = context;
  if (ops === null) return [];
  const opening = holders.filter((holder) => {
    const { documents, unreadable } = readHolders([holder]);
    return unreadable.length > 0 || isAny(waysIn(documents));
  });
  if (opening.length === 0) return [];
  // A Deny in another of its policies may close what one opens.
  const { documents, unreadable } = readHolders(holders);
  const together = waysIn(documents);
  if (unreadable.length === 0 && !isAny(together)) return [];
  const { direct, escalations } = together;
  const byWrites = direct.length === 0 && escalations.length > 0;
  return [
    difference({
      check: 'grant-elsewhere',
      subject: `${kind}/${name}`,
      place: context.placeOf(ops),
      message: byWrites
        ? `the ${kind} ${name} in ${ops.name} may give itself or others clients’ roles`
        : `the ${kind} ${name} in ${ops.name} may assume clients’ roles by a policy of its own`,
      expected: `grants on the group ${structure.groups.production} only`,
      actual: shortList(opening.map(({ policy }) => policy)),
      evidence: [...direct.map((way) => ({ ...way, action: 'sts:AssumeRole' })), ...escalations]
        .slice(0, 10)
        .map(
          ({ action, resource, except, allowed }) =>
            `${action} on ${resource}${except.length === 0 ? '' : ` but ${shortList(except)}`}${allowed === 'yes' ? '' : ` (${allowed})`}`,
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

function isAny({ direct, escalations }: Ways): boolean {
  return direct.length > 0 || escalations.length > 0;
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
  // A role under another path is made anew where it belongs: who is granted that gets in then.
  const ofClients = clients.flatMap((client) => [
    clientRoleArn(client, context),
    intendedRoleArn(client, context),
  ]);
  const arns = [...new Set(ofClients), roleArn(future)];
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
