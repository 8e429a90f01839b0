import type { IamSnapshot } from '../../model/organization.ts';
import { matchesAction } from '../../model/policy/action.ts';
import { type AllowedResource, allowedResources } from '../../model/policy/covers.ts';
import type { Policy } from '../../model/policy/document.ts';
import { globMatches, parseGlob } from '../../model/policy/glob.ts';
import { roleArn } from '../../model/structure.ts';
import { type DiffContext, isOfService } from './context.ts';

/** A write to IAM of Ops by which somebody comes to clients' roles that he was not granted. */
interface Write {
  readonly action: string;
  /** ARNs of what it has to reach for that. */
  readonly targets: readonly string[];
  /** Whoever may make more of the kind needs none that is there. */
  readonly make?: string;
  /** On oneself it gives nothing. */
  readonly ownIsHarmless?: true;
}

export interface EscalationWay extends AllowedResource {
  readonly action: string;
}

/**
 * Finds by what writes to IAM the holder of policies can give clients' roles, to himself or to others: their trust
 * policies name Ops as a whole, so that any policy in Ops decides.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
 */
export function escalationFinder(
  context: DiffContext,
  iam: IamSnapshot,
): (documents: readonly Policy[]) => readonly EscalationWay[] {
  const writes = writesOf(context, iam);
  return (documents) => {
    const mayMake = (action: string) => ofAction(documents, action).length > 0;
    return writes.flatMap(({ action, targets, make, ownIsHarmless }): readonly EscalationWay[] => {
      const allowed = ofAction(documents, action).filter(
        ({ resource }) => !(ownIsHarmless && isOwnUser(resource)),
      );
      if (allowed.length === 0) return [];
      const reaching =
        make !== undefined && mayMake(make) ? allowed : allowed.filter((one) => reaches(one, targets));
      return reaching.map((one) => ({ ...one, action }));
    });
  };
}

function writesOf({ ops, structure, snapshot }: DiffContext, iam: IamSnapshot): readonly Write[] {
  const { partition } = snapshot;
  const accountId = ops?.id ?? '';
  const groupArn = ({ arn, name }: IamSnapshot['groups'][number]) =>
    arn ?? `arn:${partition}:iam::${accountId}:group/${name}`;
  const users = iam.users.map(({ arn }) => arn);
  const groups = iam.groups.map(groupArn);
  const granted = iam.groups.filter(({ name }) => name === structure.groups.production).map(groupArn);
  // IAM lets nobody change a service-linked role.
  const roles = iam.roles.filter((role) => !isOfService(role)).map(({ arn }) => arn);
  const attached = new Set([
    ...[...iam.users, ...iam.groups].flatMap((holder) => holder.attached.map(({ arn }) => arn)),
    ...iam.roles.flatMap(({ managedPolicies }) => managedPolicies),
  ]);
  const policies = [...attached].filter((arn) => arn.startsWith(`arn:${partition}:iam::${accountId}:`));
  // An administrator of Ops; what others may do is told of them.
  const administrators = [roleArn({ partition, accountId, path: '/', name: structure.accessRole })];
  return [
    { action: 'iam:AddUserToGroup', targets: granted },
    { action: 'iam:PutGroupPolicy', targets: groups, make: 'iam:CreateGroup' },
    { action: 'iam:AttachGroupPolicy', targets: groups, make: 'iam:CreateGroup' },
    { action: 'iam:PutUserPolicy', targets: users, make: 'iam:CreateUser' },
    { action: 'iam:AttachUserPolicy', targets: users, make: 'iam:CreateUser' },
    { action: 'iam:PutRolePolicy', targets: roles, make: 'iam:CreateRole' },
    { action: 'iam:AttachRolePolicy', targets: roles, make: 'iam:CreateRole' },
    { action: 'iam:UpdateAssumeRolePolicy', targets: administrators },
    { action: 'iam:CreatePolicyVersion', targets: policies },
    { action: 'iam:SetDefaultPolicyVersion', targets: policies },
    { action: 'iam:CreateAccessKey', targets: users, ownIsHarmless: true },
    { action: 'iam:CreateLoginProfile', targets: users, ownIsHarmless: true },
    { action: 'iam:UpdateLoginProfile', targets: users, ownIsHarmless: true },
  ];
}

function ofAction(documents: readonly Policy[], action: string): readonly AllowedResource[] {
  const named = documents.some(({ statements }) =>
    statements.some((statement) => statement.effect === 'Allow' && matchesAction(statement, action)),
  );
  return named ? allowedResources(documents, action) : [];
}

function reaches({ resource, except }: AllowedResource, targets: readonly string[]): boolean {
  // A policy variable may stand for anything.
  const glob = parseGlob(resource.replace(/\$\{[^}]*\}/g, '*'));
  const exceptions = except.map((one) => parseGlob(one));
  return targets.some(
    (arn) => globMatches(glob, arn) && !exceptions.some((exception) => globMatches(exception, arn)),
  );
}

function isOwnUser(resource: string): boolean {
  return /:user\/(?:.*\/)?\$\{aws:username\}$/i.test(resource);
}
