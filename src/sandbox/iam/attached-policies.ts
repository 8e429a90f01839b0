import type { Operations, Permission } from '../operation.ts';
import { ownIam } from './account.ts';
import { optionalText, requireText, validationError } from './constraints.ts';
import { invalidInput, noSuchEntity, quotaExceeded } from './errors.ts';
import { findPolicy, isAwsManaged } from './managed-policies.ts';
import { pathRule, policyArnRule } from './names.ts';
import { type PageInput, pageOf } from './pages.ts';
import { onEntity, operation } from './permission.ts';
import {
  attachmentQuota,
  groupHolder,
  type HolderInput,
  type HolderKind,
  holderOf,
  type NameField,
  roleHolder,
  userHolder,
} from './policy-holders.ts';
import { toAttachedPolicy } from './shapes.ts';

type Attachment<Field extends NameField> = HolderInput<Field> & { readonly PolicyArn: string | undefined };
type Listing<Field extends NameField> = HolderInput<Field> &
  PageInput & { readonly PathPrefix?: string | undefined };

/** Attach-, Detach- and ListAttached…Policies of users, groups and roles. */
export const attachedPolicyOperations: Operations = {
  ...attachmentOperations(userHolder),
  ...attachmentOperations(groupHolder),
  ...attachmentOperations(roleHolder),
};

function attachmentOperations<Field extends NameField>(holderKind: HolderKind<Field>): Operations {
  const { kind, field, noun } = holderKind;

  return {
    [`Attach${noun}Policy`]: operation<Attachment<Field>, void>({
      mutates: true,
      permissions: (input, context) =>
        onEntity(`Attach${noun}Policy`, kind, input[field], context, policyKey(input.PolicyArn)),
      run(input, context) {
        const holder = holderOf(holderKind, ownIam(context), input);
        const arn = requirePolicyArn(input.PolicyArn);
        requireAttachable(context.state, context.caller.accountId, arn);
        if (holder.attached.includes(arn)) return;
        if (holder.attached.length >= attachmentQuota) {
          throw quotaExceeded(`PoliciesPer${noun}`, attachmentQuota);
        }
        holder.attached.push(arn);
      },
    }),

    [`Detach${noun}Policy`]: operation<Attachment<Field>, void>({
      mutates: true,
      permissions: (input, context) =>
        onEntity(`Detach${noun}Policy`, kind, input[field], context, policyKey(input.PolicyArn)),
      run(input, context) {
        const holder = holderOf(holderKind, ownIam(context), input);
        const arn = requirePolicyArn(input.PolicyArn);
        if (!holder.attached.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
        holder.attached = holder.attached.filter((attached) => attached !== arn);
      },
    }),

    [`ListAttached${noun}Policies`]: operation<Listing<Field>, object>({
      mutates: false,
      permissions: (input, context) => onEntity(`ListAttached${noun}Policies`, kind, input[field], context),
      run(input, context) {
        const holder = holderOf(holderKind, ownIam(context), input);
        const prefix = optionalText(input.PathPrefix, 'pathPrefix', pathRule) ?? '/';
        const attached = holder.attached.filter((arn) => policyPath(arn).startsWith(prefix));
        const { items, page } = pageOf(attached, (arn) => arn, input);
        return { AttachedPolicies: items.map(toAttachedPolicy), ...page };
      },
    }),
  };
}

/** @throws SandboxError ValidationError for what is no ARN, InvalidInput for one of something else */
export function requirePolicyArn(value: string | undefined): string {
  const arn = requireText(value, 'policyArn', policyArnRule);
  if (!arn.startsWith('arn:')) throw validationError('Invalid ARN:  Could not be parsed!');
  if (!/^arn:aws:iam::(?:\d{12}|aws):policy\/[!-~]+$/.test(arn))
    throw invalidInput(`ARN ${arn} is not valid.`);
  return arn;
}

/** @throws SandboxError NoSuchEntity for a policy of another account too: nothing of it can be attached */
export function requireAttachable(
  state: Parameters<typeof findPolicy>[0],
  accountId: string,
  arn: string,
): void {
  try {
    findPolicy(state, accountId, arn);
  } catch {
    const known = isAwsManaged(arn) ? ' The sandbox knows only some of the policies that AWS manages.' : '';
    throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.${known}`);
  }
}

function policyKey(arn: string | undefined): NonNullable<Permission['context']> {
  return arn === undefined ? {} : { 'iam:PolicyARN': [arn] };
}

function policyPath(arn: string): string {
  return /:policy(\/(?:.*\/)?)/.exec(arn)?.[1] ?? '/';
}
