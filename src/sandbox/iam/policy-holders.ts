import type { IamState } from '../state.ts';
import type { StoredDocument } from '../stored-document.ts';
import { findGroup, findRole, findUser } from './account.ts';
import { requireText } from './constraints.ts';
import { nameRules } from './names.ts';
import type { EntityKind } from './permission.ts';

/** What users, groups and roles have in common: policies, inline and attached. */
export interface PolicyHolder {
  readonly name: string;
  readonly path: string;
  readonly inline: Record<string, StoredDocument>;
  attached: string[];
}

export type NameField = 'UserName' | 'GroupName' | 'RoleName';

/** A request that names a holder in the field of its kind. */
export type HolderInput<Field extends NameField> = Readonly<Record<Field, string | undefined>>;

/** A kind of holder, with its part of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export interface HolderKind<Field extends NameField> {
  readonly kind: EntityKind;
  readonly field: Field;
  /** How operations' names call it: `Put` + `Group` + `Policy`. */
  readonly noun: 'User' | 'Group' | 'Role';
  /** Characters of all its inline policies together, white space not counted. */
  readonly inlineQuota: number;
  find(iam: IamState, name: string): PolicyHolder;
}

/** Managed policies that one holder may have; for groups it cannot be raised. */
export const attachmentQuota = 10;

export const userHolder: HolderKind<'UserName'> = {
  kind: 'user',
  field: 'UserName',
  noun: 'User',
  inlineQuota: 2048,
  find: findUser,
};

export const groupHolder: HolderKind<'GroupName'> = {
  kind: 'group',
  field: 'GroupName',
  noun: 'Group',
  inlineQuota: 5120,
  find: findGroup,
};

export const roleHolder: HolderKind<'RoleName'> = {
  kind: 'role',
  field: 'RoleName',
  noun: 'Role',
  inlineQuota: 10_240,
  find: findRole,
};

/** The holder that a request names. */
export function holderOf<Field extends NameField>(
  { kind, field, find }: HolderKind<Field>,
  iam: IamState,
  input: HolderInput<Field>,
): PolicyHolder {
  const rule = { ...nameRules[kind], max: 128 };
  return find(iam, requireText(input[field], lowerFirst(field), rule));
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
