import { CLIENT_NAME_MAX } from './client-name.ts';
import { checkEmail, type EmailCheck } from './email.ts';

/**
 * A kind of account that people of Ops work in, and what each account of it is made with. Clients are the only one so
 * far.
 */
export interface AccountKind {
  /** In sentences. */
  readonly noun: string;
  /** Stands for the account's name in templates. */
  readonly placeholder: string;
  /** Tag of the account and of its role that holds the account's name. */
  readonly tag: string;
  /** Template of the account's e-mail address, e.g. `aws+{client}@example.com`; null when there is none. */
  readonly email: string | null;
  /** Name of the IAM group in Ops whose members may assume its roles. */
  readonly group: string;
  readonly role: RoleStructure;
}

export interface RoleStructure {
  /** Template of the role's name, e.g. `{client}-production`. */
  readonly name: string;
  /** IAM path, `/` or `/…/`. */
  readonly path: string;
  /** Names (`AdministratorAccess`, `job-function/Billing`) or ARNs of AWS managed policies. */
  readonly managedPolicies: readonly string[];
  /** Longest session, in seconds. */
  readonly maxSession: number;
  /** Whether the trust policy demands `aws:MultiFactorAuthPresent`. */
  readonly requireMfa: boolean;
  /** Name or ARN of an AWS managed policy. */
  readonly permissionsBoundary: string | null;
  /** Tags that the role gets beside those of the tool itself. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The name of the role in an account, e.g. `acme-production`. */
export function roleName(
  { role, placeholder }: Pick<AccountKind, 'role' | 'placeholder'>,
  name: string,
): string {
  return fill(role.name, placeholder, name);
}

/** The account's address by the template of its kind. @param name a valid one; null where there is no template */
export function emailOf(
  { email, placeholder }: Pick<AccountKind, 'email' | 'placeholder'>,
  name: string,
): EmailCheck | null {
  if (email === null) return null;
  const problem = emailTemplateProblem(email, placeholder);
  return problem === null ? checkEmail(fill(email, placeholder, name)) : { ok: false, problem };
}

/**
 * What is wrong with a template of addresses such as `aws+{client}@example.com`, or null. It is judged with the
 * shortest name there can be: a template that leaves room for some names only is allowed.
 */
export function emailTemplateProblem(template: string, placeholder: string): string | null {
  // Without it every account would get the same address, and AWS takes each address once.
  if (!template.includes(placeholder)) return `has no ${placeholder}`;
  const filled = fill(template, placeholder, 'abc');
  if (/[{}]/.test(filled)) return `has braces other than ${placeholder}`;
  const check = checkEmail(filled);
  return check.ok ? null : check.problem;
}

/**
 * What is wrong with a template of role names, or null; judged with the longest name there can be.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 */
export function roleNameProblem(
  template: string,
  { placeholder, noun }: Pick<AccountKind, 'placeholder' | 'noun'>,
): string | null {
  // The grant in Ops is named after the role, so two accounts' roles must not share a name.
  if (!template.includes(placeholder)) return `has no ${placeholder}`;
  const longest = fill(template, placeholder, longestName);
  if (/[{}]/.test(longest)) return `has braces other than ${placeholder}`;
  if (!/^[\w+=,.@-]+$/.test(longest)) return 'has a character other than letters, digits and _+=,.@-';
  return longest.length <= 64
    ? null
    : `gives a role name of ${longest.length} characters for a ${noun} name of ${CLIENT_NAME_MAX}; IAM takes 64`;
}

/**
 * What is wrong with path and name together, or null: the console's Switch Role takes 64 characters of both.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function rolePathProblem(
  path: string,
  template: string,
  { placeholder, noun }: Pick<AccountKind, 'placeholder' | 'noun'>,
): string | null {
  const length = path.length + fill(template, placeholder, longestName).length;
  return length <= 64
    ? null
    : `path and role name come to ${length} characters for a ${noun} name of ${CLIENT_NAME_MAX}; the console's Switch Role takes 64`;
}

const longestName = 'x'.repeat(CLIENT_NAME_MAX);

function fill(template: string, placeholder: string, name: string): string {
  return template.replaceAll(placeholder, () => name);
}
