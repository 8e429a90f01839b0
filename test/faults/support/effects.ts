import type { Change } from '../../../src/plan/change.ts';
import { nameIds, policyTypes, withNames } from './essence.ts';
import type { World, WorldCall } from './world.ts';

/** What a change is made by: at least one of these calls. */
const operations: Readonly<Record<Change['kind'], readonly string[]>> = {
  'create-account': ['CreateAccount'],
  'move-account': ['MoveAccount'],
  'create-provider': ['CreateOpenIDConnectProvider', 'AddClientIDToOpenIDConnectProvider'],
  'add-audience': ['AddClientIDToOpenIDConnectProvider'],
  'create-role': ['CreateRole'],
  'replace-trust': ['UpdateAssumeRolePolicy'],
  'set-max-session': ['UpdateRole'],
  'set-boundary': ['PutRolePermissionsBoundary'],
  'tag-role': ['TagRole'],
  'attach-policy': ['AttachRolePolicy'],
  'grant-access': ['PutGroupPolicy', 'AttachGroupPolicy', 'SetDefaultPolicyVersion'],
  'revoke-grant': ['DeleteGroupPolicy', 'DetachGroupPolicy', 'SetDefaultPolicyVersion'],
  'detach-policy': ['DetachRolePolicy'],
  'delete-role-policy': ['DeleteRolePolicy'],
  'remove-boundary': ['DeleteRolePermissionsBoundary'],
  'close-account': ['CloseAccount'],
  'create-organization': ['CreateOrganization'],
  'create-unit': ['CreateOrganizationalUnit'],
  'create-group': ['CreateGroup'],
  'put-group-policy': ['PutGroupPolicy'],
  'delete-group-policy': ['DeleteGroupPolicy'],
  'attach-group-policy': ['AttachGroupPolicy'],
  'detach-group-policy': ['DetachGroupPolicy'],
  'delete-user-policy': ['DeleteUserPolicy'],
  'detach-user-policy': ['DetachUserPolicy'],
  'trust-service': ['EnableAWSServiceAccess'],
  'enable-root-management': ['EnableOrganizationsRootCredentialsManagement'],
  'delete-root-credentials': [
    'DeleteLoginProfile',
    'DeleteAccessKey',
    'DeleteSigningCertificate',
    'DeactivateMFADevice',
  ],
  'lock-user': ['PutUserPolicy', 'UpdateAccessKey', 'DeleteLoginProfile'],
  'unlock-user': ['DeleteUserPolicy'],
  'put-revocation': ['PutRolePolicy'],
  'delete-revocation': ['DeleteRolePolicy'],
  'create-bucket': ['CreateBucket'],
  'protect-bucket': ['PutPublicAccessBlock', 'PutBucketVersioning'],
  'put-bucket-policy': ['PutBucketPolicy'],
  'create-trail': ['CreateTrail'],
  'widen-trail': ['UpdateTrail'],
  'widen-selectors': ['PutEventSelectors'],
  'start-logging': ['StartLogging'],
  'enable-policy-type': ['EnablePolicyType'],
  'create-control-policy': ['CreatePolicy'],
  'update-control-policy': ['UpdatePolicy'],
  'attach-control-policy': ['AttachPolicy'],
  'attach-full-access': ['AttachPolicy'],
  'create-user': ['CreateUser'],
  'join-group': ['AddUserToGroup'],
  'set-password': ['CreateLoginProfile', 'UpdateLoginProfile'],
  'remove-from-user': [
    'DeleteAccessKey',
    'DeleteSigningCertificate',
    'DeleteSSHPublicKey',
    'DeleteServiceSpecificCredential',
    'DeactivateMFADevice',
    'DeleteVirtualMFADevice',
    'RemoveUserFromGroup',
    'DetachUserPolicy',
    'DeleteUserPolicy',
    'DeleteUserPermissionsBoundary',
  ],
  'delete-user': ['DeleteUser'],
};

/**
 * Calls that make something of which there is to be one: their effect comes once, whatever happens. In us-east-1, S3
 * answers a bucket of one's own as if it were made again, and changes nothing.
 */
const once = new Set([
  'CreateAccount',
  'MoveAccount',
  'CloseAccount',
  'CreateRole',
  'CreateOrganization',
  'CreateOrganizationalUnit',
  'CreateGroup',
  'CreateTrail',
  'CreatePolicy',
  'AttachPolicy',
]);

/** A change as `--json` reports it. */
export interface ReportedChange {
  readonly kind: Change['kind'];
  readonly target: string;
  readonly status: 'planned' | 'applied' | 'unchanged' | 'not-applied' | 'in-doubt';
}

/** What was changed, and how often: the same text for the same effect in every world. */
export function effectsOf(world: World): ReadonlyMap<string, number> {
  const names = nameIds(world.sandbox.state());
  const counts = new Map<string, number>();
  for (const call of world.calls()) {
    if (!call.effective) continue;
    // A password is another one each time.
    const { VersionId: _number, Password: _password, ...input } = call.input;
    const text = withNames(`${call.operation} by ${call.accountId} ${JSON.stringify(input)}`, names);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

/** Effects that the plan did not hold, and those that came more than once and may not. */
export function surplusEffects(
  world: World,
  planned: ReadonlyMap<string, number>,
  also: (effect: string) => boolean,
): readonly string[] {
  const surplus: string[] = [];
  for (const [effect, count] of effectsOf(world)) {
    const [operation = ''] = effect.split(' ');
    const wanted = planned.get(effect);
    if (wanted === undefined ? !also(effect) : once.has(operation) && count > wanted)
      surplus.push(`${count} × ${effect}`);
  }
  return surplus;
}

/** Requests for an account that was there, or under way: another request made it, and this one was not to be sent. */
export function needlessCreations(world: World): readonly string[] {
  return Object.values(world.sandbox.state().creations)
    .filter(
      ({ failureReason }) =>
        failureReason === 'CONCURRENT_ACCOUNT_MODIFICATION' || failureReason === 'EMAIL_ALREADY_EXISTS',
    )
    .map(({ accountName, failureReason }) => `${accountName}: ${failureReason}`);
}

/**
 * What a process said of its changes that its calls do not bear out.
 * @param doubtful whether something happened after which a change may be in doubt without having taken effect
 */
export function untrueClaims(
  world: World,
  process: number,
  changes: readonly ReportedChange[],
  doubtful: boolean,
): readonly string[] {
  const calls = world.calls();
  const names = nameIds(world.sandbox.state());
  const effective = (change: ReportedChange, who: (process: number) => boolean) =>
    calls.some((call) => call.effective && who(call.process) && isOf(call, change, names));
  return changes.flatMap((change) => {
    const own = effective(change, (sender) => sender === process);
    const { kind, target, status } = change;
    const claim = `${kind} ${target} is reported as ${status}`;
    if (status === 'applied' && !own) return [`${claim}, and no call did it`];
    if (status === 'not-applied' && own) return [`${claim}, and a call did it`];
    if (status === 'unchanged' && own) return [`${claim}, and a call of this run did it`];
    if (status === 'in-doubt' && !own && !doubtful)
      return [`${claim}, and nothing was left open by any answer`];
    return [];
  });
}

/** Whether the call is one by which the change is made. */
function isOf(
  call: WorldCall,
  { kind, target }: ReportedChange,
  names: ReadonlyMap<string, string>,
): boolean {
  if (!operations[kind].includes(call.operation)) return false;
  const [left = '', right = ''] = target.split(/ [←→] /);
  const values = Object.values(call.input).filter((value) => typeof value === 'string');
  const holds = (word: string) => values.some((value) => value === word || value.endsWith(`/${word}`));
  switch (kind) {
    case 'create-organization':
    // Those of the one account that a scenario names, which no call holds but by its session.
    case 'delete-root-credentials':
    case 'enable-root-management':
    // The one bucket, in whose planned name the organization's id may still be missing.
    case 'create-bucket':
    case 'protect-bucket':
    case 'put-bucket-policy':
      return true;
    case 'enable-policy-type':
      return values.some((value) => `${value.toLowerCase().replaceAll('_', ' ').slice(0, -1)}ies` === target);
    case 'create-control-policy':
      return holds(target.slice('SCP '.length)) && holds(policyTypes[target.slice(0, 3)] ?? '');
    case 'update-control-policy':
      return values.some((value) => names.get(value) === `<${target}>`);
    case 'attach-control-policy':
      return [`</${left}>`, `<${right}>`].every((name) => values.some((value) => names.get(value) === name));
    case 'create-unit':
      return holds(target.split('/').at(-1) ?? '');
    case 'move-account':
    case 'close-account':
      return values.some((value) => names.get(value) === `<${left}>`);
    case 'grant-access':
      // A grant's policy may be another one than was planned, and a version's call names no group.
      return holds(left) || call.operation === 'SetDefaultPolicyVersion';
    case 'revoke-grant':
      if (call.operation !== 'DeleteGroupPolicy') return true;
      return values.some((value) => value.endsWith(`-${right.slice(right.lastIndexOf('/') + 1)}`));
    case 'remove-from-user':
      if (call.operation === 'DeleteUserPermissionsBoundary')
        return holds(left) && right === 'permissions boundary';
      // A virtual device is nobody's by then.
      return holds(right) && (holds(left) || call.operation === 'DeleteVirtualMFADevice');
    default:
      return holds(left) && (right === '' || holds(right));
  }
}
