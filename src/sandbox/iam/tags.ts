import type { Tag } from '@aws-sdk/client-iam';
import type { CallContext, Operations, Permission } from '../operation.ts';
import { findUser, ownIam } from './account.ts';
import { requirePolicyArn } from './attached-policies.ts';
import { requireText } from './constraints.ts';
import { invalidInput } from './errors.ts';
import { namedProfile, onProfile } from './instance-profiles.ts';
import { findPolicy, isAwsManaged } from './managed-policies.ts';
import { onDevice, ownDevice } from './mfa-devices.ts';
import { nameRules } from './names.ts';
import { onOidcProvider, ownOidcProvider } from './oidc-providers.ts';
import { type PageInput, pageOf } from './pages.ts';
import { onEntity, operation } from './permission.ts';
import { namedRole } from './roles.ts';
import { mergeTags, readTagKeys, readTags, requestTagKeys, withoutTags } from './tag-rules.ts';

/** A kind of entity that has tags, and the field in which requests name it. */
interface Tagged<Field extends string> {
  readonly noun: string;
  readonly field: Field;
  permissions(
    action: string,
    name: string | undefined,
    context: CallContext,
    keys?: Permission['context'],
  ): Permission[];
  find(name: string | undefined, context: CallContext): { tags: Record<string, string> };
}

type Named<Field extends string> = Readonly<Record<Field, string | undefined>>;
type Tagging<Field extends string> = Named<Field> & { readonly Tags: readonly Tag[] | undefined };
type Untagging<Field extends string> = Named<Field> & { readonly TagKeys: readonly string[] | undefined };

const role: Tagged<'RoleName'> = {
  noun: 'Role',
  field: 'RoleName',
  permissions: (action, name, context, keys) => onEntity(action, 'role', name, context, keys),
  find: namedRole,
};

const user: Tagged<'UserName'> = {
  noun: 'User',
  field: 'UserName',
  permissions: (action, name, context, keys) => onEntity(action, 'user', name, context, keys),
  find: (name, context) => findUser(ownIam(context), requireText(name, 'userName', nameRules.user)),
};

const policy: Tagged<'PolicyArn'> = {
  noun: 'Policy',
  field: 'PolicyArn',
  permissions: (action, arn, _context, keys) => [
    { action: `iam:${action}`, resource: arn ?? '', ...(keys ? { context: keys } : {}) },
  ],
  find(name, { state, caller }) {
    const arn = requirePolicyArn(name);
    if (isAwsManaged(arn)) throw invalidInput('AWS managed policies cannot be tagged.');
    return findPolicy(state, caller.accountId, arn);
  },
};

const instanceProfile: Tagged<'InstanceProfileName'> = {
  noun: 'InstanceProfile',
  field: 'InstanceProfileName',
  permissions: onProfile,
  find: namedProfile,
};

const mfaDevice: Tagged<'SerialNumber'> = {
  noun: 'MFADevice',
  field: 'SerialNumber',
  permissions: onDevice,
  find: ownDevice,
};

const oidcProvider: Tagged<'OpenIDConnectProviderArn'> = {
  noun: 'OpenIDConnectProvider',
  field: 'OpenIDConnectProviderArn',
  permissions: onOidcProvider,
  find: ownOidcProvider,
};

/** Tag…, Untag… and List…Tags of everything that IAM tags. */
export const tagOperations: Operations = {
  ...taggingOperations(role),
  ...taggingOperations(user),
  ...taggingOperations(policy),
  ...taggingOperations(instanceProfile),
  ...taggingOperations(mfaDevice),
  ...taggingOperations(oidcProvider),
};

function taggingOperations<Field extends string>(tagged: Tagged<Field>): Operations {
  const { noun, field, find, permissions } = tagged;

  return {
    [`Tag${noun}`]: operation<Tagging<Field>, void>({
      mutates: true,
      permissions: (input, context) =>
        permissions(`Tag${noun}`, input[field], context, requestTagKeys(input.Tags)),
      run(input, context) {
        const entity = find(input[field], context);
        entity.tags = mergeTags(entity.tags, readTags(input.Tags));
      },
    }),

    [`Untag${noun}`]: operation<Untagging<Field>, void>({
      mutates: true,
      permissions: (input, context) =>
        permissions(`Untag${noun}`, input[field], context, { 'aws:TagKeys': input.TagKeys ?? [] }),
      run(input, context) {
        const entity = find(input[field], context);
        entity.tags = withoutTags(entity.tags, readTagKeys(input.TagKeys));
      },
    }),

    [`List${noun}Tags`]: operation<Named<Field> & PageInput, object>({
      mutates: false,
      permissions: (input, context) => permissions(`List${noun}Tags`, input[field], context),
      run(input, context) {
        const entity = find(input[field], context);
        const tags = Object.entries(entity.tags).map(([Key, Value]) => ({ Key, Value }));
        const { items, page } = pageOf(tags, ({ Key }) => Key, input);
        return { Tags: items, ...page };
      },
    }),
  };
}
