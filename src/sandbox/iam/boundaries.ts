import type { CallContext, Operations } from '../operation.ts';
import { findRole, findUser, ownIam } from './account.ts';
import { requireAttachable, requirePolicyArn } from './attached-policies.ts';
import { requireText } from './constraints.ts';
import { noSuchEntity } from './errors.ts';
import { nameRules } from './names.ts';
import { onEntity, operation } from './permission.ts';

/** A kind of entity that may have a permissions boundary, and the field in which requests name it. */
interface Bounded<Field extends string> {
  readonly noun: 'Role' | 'User';
  readonly kind: 'role' | 'user';
  readonly field: Field;
  find(
    name: string | undefined,
    context: CallContext,
  ): { readonly name: string; permissionsBoundary?: string };
}

type Named<Field extends string> = Readonly<Record<Field, string | undefined>>;
type Bounding<Field extends string> = Named<Field> & { readonly PermissionsBoundary: string | undefined };

const role: Bounded<'RoleName'> = {
  noun: 'Role',
  kind: 'role',
  field: 'RoleName',
  find: (name, context) => findRole(ownIam(context), requireText(name, 'roleName', nameRules.role)),
};

const user: Bounded<'UserName'> = {
  noun: 'User',
  kind: 'user',
  field: 'UserName',
  find: (name, context) => findUser(ownIam(context), requireText(name, 'userName', nameRules.user)),
};

/**
 * Put- and Delete…PermissionsBoundary of roles and users.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export const boundaryOperations: Operations = { ...operationsOf(role), ...operationsOf(user) };

function operationsOf<Field extends string>({ noun, kind, field, find }: Bounded<Field>): Operations {
  return {
    [`Put${noun}PermissionsBoundary`]: operation<Bounding<Field>, void>({
      mutates: true,
      permissions: (input, context) =>
        onEntity(`Put${noun}PermissionsBoundary`, kind, input[field], context, {
          'iam:PermissionsBoundary': [input.PermissionsBoundary ?? ''],
        }),
      run(input, context) {
        const entity = find(input[field], context);
        const arn = requireText(input.PermissionsBoundary, 'permissionsBoundary', { min: 20, max: 2048 });
        entity.permissionsBoundary = readBoundary(arn, context) ?? arn;
      },
    }),

    [`Delete${noun}PermissionsBoundary`]: operation<Named<Field>, void>({
      mutates: true,
      permissions: (input, context) =>
        onEntity(`Delete${noun}PermissionsBoundary`, kind, input[field], context),
      run(input, context) {
        const entity = find(input[field], context);
        if (entity.permissionsBoundary === undefined) {
          throw noSuchEntity(`${noun} ${entity.name} has no permissions boundary.`);
        }
        delete entity.permissionsBoundary;
      },
    }),
  };
}

/** A permissions boundary's ARN, of a policy that exists. */
export function readBoundary(value: string | undefined, context: CallContext): string | undefined {
  if (value === undefined) return undefined;
  const arn = requirePolicyArn(value);
  requireAttachable(context.state, context.caller.accountId, arn);
  return arn;
}

/** `iam:PermissionsBoundary` of a creation that sets one. */
export function requestBoundaryKey(value: string | undefined): Record<string, readonly string[]> {
  return value ? { 'iam:PermissionsBoundary': [value] } : {};
}
