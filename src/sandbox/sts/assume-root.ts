import type { AssumeRootRequest, AssumeRootResponse } from '@aws-sdk/client-sts';
import { isUsable } from '../account-states.ts';
import { awsManagedPolicies } from '../iam/aws-managed.ts';
import { rootTaskPath, rootTasks } from '../iam/aws-root-tasks.ts';
import { requireNumber, requireText, validationError } from '../iam/constraints.ts';
import { hasRootFeature, managesRootAccess } from '../iam/organizations-features.ts';
import { operation } from '../iam/permission.ts';
import { type CallContext, SandboxError } from '../operation.ts';
import { memberOf } from '../organizations/members.ts';
import { issueSession } from '../sessions.ts';
import { toCredentials } from './credentials.ts';
import { accessDenied, notAuthorized } from './errors.ts';

const longest = 900;
const action = 'sts:AssumeRoot';

/**
 * A session of a member account's root user for one task.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
 */
export const assumeRoot = operation<AssumeRootRequest, AssumeRootResponse>({
  mutates: false,
  permissions(input, context) {
    refuseGlobalEndpoint(context);
    const accountId = accountOf(
      requireText(input.TargetPrincipal, 'targetPrincipal', { min: 12, max: 2048 }),
    );
    const task = input.TaskPolicyArn?.arn;
    return [
      {
        action,
        resource: `arn:aws:iam::${accountId}:root`,
        context: task === undefined ? {} : { 'sts:TaskPolicyArn': [task] },
      },
    ];
  },
  run(input, context) {
    const { state, caller, now } = context;
    const accountId = accountOf(input.TargetPrincipal ?? '');
    const duration = requireNumber(input.DurationSeconds ?? longest, 'durationSeconds', 0, longest);
    const task = readTask(input.TaskPolicyArn?.arn);
    if (caller.kind === 'root') throw accessDenied('Root users may not call AssumeRoot.');
    // As of GetAccessKeyInfo: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
    if (caller.kind === 'user' && caller.session !== null && caller.session.signIn === undefined) {
      throw accessDenied('Cannot call AssumeRoot with session credentials');
    }
    const { organization } = state;
    const isAllowed =
      organization !== null &&
      managesRootAccess(context, organization) &&
      hasRootFeature(organization, task.feature) &&
      accountId !== state.managementAccountId &&
      isUsable(memberOf(state, accountId));
    if (!isAllowed) throw notAuthorized(caller, action, `arn:aws:iam::${accountId}:root`);
    const sourceIdentity = caller.session?.sourceIdentity;
    const facts = {
      issuedAt: now,
      expiresAt: now + duration * 1000,
      mfa: false,
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
      tags: {},
      transitiveTagKeys: [],
      policies: [task.document],
    };
    const issued = issueSession(state, { kind: 'root', accountId }, facts);
    return {
      Credentials: toCredentials(issued, facts.expiresAt),
      ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
    };
  },
});

/** Which endpoint it is shows in its name; one that is none of AWS's stands for a regional one. */
function refuseGlobalEndpoint({ host }: CallContext): void {
  if (host !== 'sts.amazonaws.com') return;
  throw new SandboxError('InvalidAction', 'Unknown Operation', 400);
}

/** An account's id, or the ARN of its root user. @throws SandboxError ValidationError */
function accountOf(target: string): string {
  const [, id] = /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(target) ?? [];
  if (id === undefined) throw validationError(`${target} is invalid`);
  return id;
}

/** @throws SandboxError ValidationError for what is none of AWS's policies for tasks of root users */
function readTask(arn: string | undefined) {
  const task = rootTasks.find(({ name }) => arn === `arn:aws:iam::aws:policy${rootTaskPath}${name}`);
  const document = awsManagedPolicies.get(arn ?? '')?.document;
  if (task === undefined || document === undefined)
    throw validationError(`${arn} is not a root task policy.`);
  return { feature: task.feature, document };
}
