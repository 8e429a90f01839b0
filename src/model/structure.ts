import { CLIENT_NAME_MAX } from './client-name.ts';
import { CLIENT_PLACEHOLDER } from './email.ts';

/** The shape that the organization is wanted in: what configuration can change, with nothing left open. */
export interface Structure {
  /** Names of organizational units. Users and environments sit in the root, production sits in environments. */
  readonly units: {
    readonly users: string;
    readonly environments: string;
    readonly production: string;
  };
  /** Name of the account in the users' unit that holds every person's IAM user. */
  readonly opsAccount: string;
  /** E-mail address for creating that account; null where the clients' template is to give one. */
  readonly opsEmail: string | null;
  /** Names of the accounts that belong directly in the environments' unit; others may be there too. */
  readonly environments: readonly string[];
  /** How many accounts the organization may hold, which AWS shows in Service Quotas only; null where it is not known. */
  readonly accountQuota: number | null;
  /** AWS managed policies (names or ARNs) of the admins' group, beside the right to assume the access role. */
  readonly adminPolicies: readonly string[];
  /** Name of the role that Organizations makes in each new account, trusted by the management account. */
  readonly accessRole: string;
  /** Names of IAM groups: `admin` in the management account, `production` in Ops. */
  readonly groups: { readonly admin: string; readonly production: string };
  readonly client: ClientStructure;
}

/** What each client's account is made with. */
export interface ClientStructure {
  /** Template of the account's e-mail address, e.g. `aws+{client}@example.com`; null when there is none. */
  readonly email: string | null;
  readonly role: ClientRoleStructure;
}

export interface ClientRoleStructure {
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

export const defaultStructure: Structure = {
  units: { users: 'Users', environments: 'Envs', production: 'Production' },
  opsAccount: 'Ops',
  opsEmail: null,
  environments: [],
  accountQuota: null,
  adminPolicies: ['AdministratorAccess'],
  accessRole: 'OrganizationAccountAccessRole',
  groups: { admin: 'admin', production: 'production' },
  client: {
    email: null,
    role: {
      name: `${CLIENT_PLACEHOLDER}-production`,
      path: '/',
      managedPolicies: ['AdministratorAccess'],
      maxSession: 3600,
      requireMfa: false,
      permissionsBoundary: null,
      tags: {},
    },
  },
};

/** The name of the client's role, e.g. `acme-production`. */
export function roleName(structure: Structure, client: string): string {
  return fillRoleName(structure.client.role.name, client);
}

function fillRoleName(template: string, client: string): string {
  return template.replaceAll(CLIENT_PLACEHOLDER, () => client);
}

/**
 * The ARN of an AWS managed policy given by name, with its path where it has one; an ARN is returned as it is.
 *
 * @param partition `aws`, `aws-us-gov`, `aws-cn`, …: the second part of the caller's ARN
 */
export function managedPolicyArn(partition: string, nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn : `arn:${partition}:iam::aws:policy/${nameOrArn}`;
}

/** @param role `accountId` of 12 digits, `path` beginning and ending with `/` */
export function roleArn(role: {
  readonly partition: string;
  readonly accountId: string;
  readonly path: string;
  readonly name: string;
}): string {
  return `arn:${role.partition}:iam::${role.accountId}:role${role.path}${role.name}`;
}

/**
 * What is wrong with a template of role names, or null; judged with the longest client name there can be.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 */
export function roleNameProblem(template: string): string | null {
  // The grant in Ops is named after the role, so two clients' roles must not share a name.
  if (!template.includes(CLIENT_PLACEHOLDER)) return `has no ${CLIENT_PLACEHOLDER}`;
  const longest = fillRoleName(template, 'x'.repeat(CLIENT_NAME_MAX));
  if (/[{}]/.test(longest)) return `has braces other than ${CLIENT_PLACEHOLDER}`;
  if (!/^[\w+=,.@-]+$/.test(longest)) return 'has a character other than letters, digits and _+=,.@-';
  return longest.length <= 64
    ? null
    : `gives a role name of ${longest.length} characters for a client name of ${CLIENT_NAME_MAX}; IAM takes 64`;
}

/**
 * What is wrong with path and name together, or null: the console's Switch Role takes 64 characters of both.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function rolePathProblem(path: string, nameTemplate: string): string | null {
  const length = path.length + fillRoleName(nameTemplate, 'x'.repeat(CLIENT_NAME_MAX)).length;
  return length <= 64
    ? null
    : `path and role name come to ${length} characters for a client name of ${CLIENT_NAME_MAX}; the console's Switch Role takes 64`;
}
