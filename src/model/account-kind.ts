import { isName, NAME_MAX } from './account-name.ts';
import type { CiRoleStructure } from './ci.ts';
import { checkEmail, type EmailCheck } from './email.ts';
import type { LabelsByName } from './labels.ts';

/** What an account of a kind is called, in sentences, in JSON and as the section of the configuration. */
export type AccountNoun = 'client' | 'environment';

/** What of a kind has a name of its own, whatever is configured: a row a kind, ready before anything else is loaded. */
interface AccountWords {
  /** The word of its commands, e.g. `env` in `diverst env init`. */
  readonly command: string;
  /** A name in examples. */
  readonly example: string;
  /** The variable that says which account a shell or a command works in. */
  readonly variable: string;
  /** The session tag that says in CloudTrail whose role was assumed. */
  readonly sessionTag: string;
  /** Before the name in the names of cached files. With an underscore, which no name has, no two kinds meet. */
  readonly filePrefix: string;
}

export const accountWords: Readonly<Record<AccountNoun, AccountWords>> = {
  client: {
    command: 'client',
    example: 'acme',
    variable: 'DIVERST_CLIENT',
    sessionTag: 'Client',
    filePrefix: '',
  },
  environment: {
    command: 'env',
    example: 'staging',
    variable: 'DIVERST_ENVIRONMENT',
    sessionTag: 'Environment',
    filePrefix: 'env_',
  },
};

export const accountNouns = Object.keys(accountWords) as readonly AccountNoun[];

/** Whose commands a word of the command line begins. */
export function nounOfCommand(word: string | undefined): AccountNoun | undefined {
  return accountNouns.find((noun) => accountWords[noun].command === word);
}

/** Roles by the name of their account, as `client.roleArns` and its like in the configuration give them. */
export type RoleArns = Readonly<Record<string, string>>;

/**
 * A kind of account that people of Ops work in: everything in which one kind differs from another, so that what is
 * done for a kind asks its value and never which kind it is. The values are in `structure.ts`, and what of them can be
 * configured in `config/account-sections.ts`.
 */
export interface AccountKind {
  readonly noun: AccountNoun;
  /** The OU of the structure that its accounts are in, directly. */
  readonly unit: 'environments' | 'production';
  /**
   * Names of the accounts that are of this kind, as the configuration gives them. Null where it gives none: then every
   * account in the OU is, whose name can be one.
   */
  readonly names: readonly string[] | null;
  /** Whether its group and its roles are wanted where nobody has made any yet. */
  readonly isExpected: boolean;
  /** Stands for the account's name in templates. */
  readonly placeholder: string;
  /** Tag of the account and of its role that holds the account's name. */
  readonly tag: string;
  /** Template of the account's e-mail address, e.g. `aws+{client}@example.com`; null when there is none. */
  readonly email: string | null;
  /** Name of the IAM group in Ops whose members may assume its roles. */
  readonly group: string;
  /** Key of the configuration that holds the group's name. */
  readonly groupKey: string;
  readonly role: RoleStructure;
  /** Roles that a CI system assumes; empty where there are to be none. */
  readonly ci: readonly CiRoleStructure[];
  readonly roleArns: RoleArns;
  readonly labels: LabelsByName;
}

/** A kind with its article, e.g. `an environment`. */
export function withArticle({ noun }: Pick<AccountKind, 'noun'>): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
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
  /** Whether the trust policy demands the name of the IAM user who asks as `sts:SourceIdentity`. */
  readonly requireSourceIdentity: boolean;
  /** Name or ARN of an AWS managed policy. */
  readonly permissionsBoundary: string | null;
  /** Tags that the role gets beside those of the tool itself. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A client or an environment, whether its account exists or not. */
export interface NamedAccount {
  readonly kind: AccountKind;
  readonly name: string;
}

/** The same, as plans and sessions keep it. */
export interface AccountRef {
  readonly noun: AccountNoun;
  readonly name: string;
}

/** The key of the configuration that gives the names of a kind: its section, or the short form where there is none. */
export function namesKey({ noun, isExpected }: Pick<AccountKind, 'noun' | 'isExpected'>): string {
  return isExpected ? `${noun}.accounts` : `organization.${noun}s`;
}

/** How the commands of a kind begin: `diverst env`. */
export function commandOf({ noun }: Pick<AccountKind, 'noun'>): string {
  return `diverst ${accountWords[noun].command}`;
}

/** The command that makes it, or what is missing of it. */
export function initCommand({ kind, name }: NamedAccount): string {
  return `${commandOf(kind)} init ${name}`;
}

export function isSameRef(a: AccountRef | null, b: AccountRef | null): boolean {
  return a?.noun === b?.noun && a?.name === b?.name;
}

export function refOf({ kind, name }: NamedAccount): AccountRef {
  return { noun: kind.noun, name };
}

/** An account in a sentence: `client acme`. */
export function refText({ noun, name }: AccountRef): string {
  return `${noun} ${name}`;
}

/** An account in an output for programs: `"client": "acme"`. */
export function refJson({ noun, name }: AccountRef): Readonly<Record<string, string>> {
  return { [noun]: name };
}

/** The name of an account that a role's name stands for by a template; null for any other role. */
export function nameByTemplate({ template, placeholder }: NameTemplate, role: string): string | null {
  const { before, after } = ends(template, placeholder);
  if (!role.startsWith(before) || !role.endsWith(after)) return null;
  const name = role.slice(before.length, role.length - after.length);
  return isName(name) && fill(template, placeholder, name) === role ? name : null;
}

/** Whose role a role of that name is, by the templates of the kinds; the first that fits. */
export function ownerOfRole(kinds: readonly AccountKind[], role: string): NamedAccount | null {
  for (const kind of kinds) {
    const name = nameByTemplate(roleTemplate(kind), role);
    if (name !== null) return { kind, name };
  }
  return null;
}

/** A template of names, and what stands for an account's name in it. */
export interface NameTemplate {
  readonly template: string;
  readonly placeholder: string;
}

/** That of the role that people assume. */
export function roleTemplate({ role, placeholder }: Pick<AccountKind, 'role' | 'placeholder'>): NameTemplate {
  return { template: role.name, placeholder };
}

/** Whether a name could be by both templates, case aside. It errs on the side of yes. */
export function canMeet(a: NameTemplate, b: NameTemplate): boolean {
  const [one, other] = [a, b].map(({ template, placeholder }) => ends(template.toLowerCase(), placeholder));
  if (one === undefined || other === undefined) return true;
  const before = one.before.startsWith(other.before) || other.before.startsWith(one.before);
  const after = one.after.endsWith(other.after) || other.after.endsWith(one.after);
  return before && after;
}

/** The same for the names that both give one account: what has another length is another name. */
export function canMeetInOne(a: NameTemplate, b: NameTemplate): boolean {
  const [one, other] = [a, b].map(({ template, placeholder }) => {
    const parts = template.split(placeholder);
    return { placeholders: parts.length, letters: parts.join('').length };
  });
  const differ = one?.placeholders === other?.placeholders && one?.letters !== other?.letters;
  return !differ && canMeet(a, b);
}

/** What a template has before its first placeholder and after its last. */
function ends(template: string, placeholder: string): { readonly before: string; readonly after: string } {
  const parts = template.split(placeholder);
  return { before: parts.at(0) ?? '', after: parts.at(-1) ?? '' };
}

/** The name of the role in an account, e.g. `acme-production`. */
export function roleName(
  { role, placeholder }: Pick<AccountKind, 'role' | 'placeholder'>,
  name: string,
): string {
  return fill(role.name, placeholder, name);
}

/** A template of a kind, such as that of a CI role's name or subject, for an account. */
export function filled(template: string, { kind, name }: NamedAccount): string {
  return fill(template, kind.placeholder, name);
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
    : `gives a role name of ${longest.length} characters for a ${noun} name of ${NAME_MAX}; IAM takes 64`;
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
    : `path and role name come to ${length} characters for a ${noun} name of ${NAME_MAX}; the console's Switch Role takes 64`;
}

const longestName = 'x'.repeat(NAME_MAX);

function fill(template: string, placeholder: string, name: string): string {
  return template.replaceAll(placeholder, () => name);
}
