import { requireText, type TextRule } from './constraints.ts';

/**
 * Which names, paths and ARNs IAM takes.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const nameCharacters = /^[\w+=,.@-]+$/;

export const nameRules = {
  user: { min: 1, max: 64, pattern: nameCharacters },
  group: { min: 1, max: 128, pattern: nameCharacters },
  role: { min: 1, max: 64, pattern: nameCharacters },
  policy: { min: 1, max: 128, pattern: nameCharacters },
} satisfies Record<string, TextRule>;

export const pathRule: TextRule = {
  min: 1,
  max: 512,
  pattern: /^((\u002F)|(\u002F[\u0021-\u007E]+\u002F))$/,
};

/** In ListRoles, ListUsers and ListGroups it need not end a path. */
const pathPrefixRule: TextRule = { min: 1, max: 512, pattern: /^\u002F[\u0021-\u007F]*$/ };

export function readPathPrefix(value: string | undefined): string {
  return value === undefined ? '/' : requireText(value, 'pathPrefix', pathPrefixRule);
}

export const policyArnRule: TextRule = { min: 20, max: 2048 };

export const descriptionRule: TextRule = {
  min: 0,
  max: 1000,
  pattern: /^[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*$/,
};

/** The key under which an entity is stored: names are unique, and found, without case. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
export function iamArn(
  accountId: string,
  kind: 'user' | 'group' | 'role' | 'policy' | 'instance-profile' | 'mfa',
  entity: { readonly path: string; readonly name: string },
): string {
  return `arn:aws:iam::${accountId}:${kind}${entity.path}${entity.name}`;
}
