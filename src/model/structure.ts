import type { AccountKind, AccountNoun } from './account-kind.ts';
import type { GuardrailsStructure } from './guardrails.ts';
import type { PeopleStructure } from './people.ts';
import type { TrailStructure } from './trail.ts';

/** The intended shape of the organization: all settings of the configuration, with defaults filled in. */
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
  /** How many accounts the organization may hold, which AWS shows in Service Quotas only; null where it is not known. */
  readonly accountQuota: number | null;
  /** AWS managed policies (names or ARNs) of the admins' group, beside the right to assume the access role. */
  readonly adminPolicies: readonly string[];
  /** Name of the role that Organizations makes in each new account, trusted by the management account. */
  readonly accessRole: string;
  readonly groups: {
    /** Name of the admins' IAM group in the management account. */
    readonly admin: string;
  };
  readonly kinds: Readonly<Record<AccountNoun, AccountKind>>;
  /** Null where people are none of this program's business: they come from an identity provider. */
  readonly people: PeopleStructure | null;
  /** Null where trails are none of this program's business. */
  readonly trail: TrailStructure | null;
  /** Null where policies of the organization are none of this program's business. */
  readonly guardrails: GuardrailsStructure | null;
  /** Whether the credentials of members' root users are to be managed centrally, that is: there are to be none. */
  readonly centralRootAccess: boolean;
  /** Services, by their principals, that an account (its name or id) may administer for the organization. */
  readonly delegatedAdministrators: Readonly<Record<string, readonly string[]>>;
}

const role = {
  path: '/',
  managedPolicies: ['AdministratorAccess'],
  maxSession: 3600,
  requireMfa: false,
  requireSourceIdentity: false,
  permissionsBoundary: null,
  tags: {},
};

export const defaultStructure: Structure = {
  units: { users: 'Users', environments: 'Envs', production: 'Production' },
  opsAccount: 'Ops',
  opsEmail: null,
  accountQuota: null,
  adminPolicies: ['AdministratorAccess'],
  accessRole: 'OrganizationAccountAccessRole',
  groups: { admin: 'admin' },
  kinds: {
    client: {
      noun: 'client',
      unit: 'production',
      names: null,
      isExpected: true,
      placeholder: '{client}',
      tag: 'diverst:client',
      email: null,
      group: 'production',
      groupKey: 'organization.groups.production',
      role: { ...role, name: '{client}-production' },
      ci: [],
      roleArns: {},
      labels: {},
    },
    environment: {
      noun: 'environment',
      unit: 'environments',
      names: [],
      isExpected: false,
      placeholder: '{environment}',
      tag: 'diverst:environment',
      email: null,
      group: 'environments',
      groupKey: 'environment.group',
      role: { ...role, name: '{environment}-environment' },
      ci: [],
      roleArns: {},
      labels: {},
    },
  },
  people: { group: 'people', accessKeys: false, maxKeyAge: 90, unusedAfter: 90 },
  trail: {
    name: 'diverst-organization',
    account: null,
    bucket: '{organizationId}-{accountId}-cloudtrail',
  },
  guardrails: {
    enabled: ['leave', 'root-user', 'roles', 'lateral', 'outsiders'],
    reach: [],
    hubs: [],
    vendors: [],
    issuers: null,
  },
  centralRootAccess: true,
  delegatedAdministrators: {},
};

/** The kinds of accounts that people of Ops work in. */
export function accountKinds({ kinds }: Structure): readonly AccountKind[] {
  return Object.values(kinds);
}

/** The kind to which the configuration gives a name; null where it gives it to none. */
export function kindOfName(structure: Structure, name: string): AccountKind | null {
  return accountKinds(structure).find(({ names }) => names?.includes(name)) ?? null;
}

/** The kinds whose group is to be in Ops, each with one of its own: those that are wanted, or have accounts. */
export function kindsWithGroup(structure: Structure): readonly AccountKind[] {
  const wanted = accountKinds(structure).filter(
    ({ isExpected, names }) => isExpected || (names ?? []).length > 0,
  );
  return wanted.filter(({ group }, index) => wanted.findIndex((one) => one.group === group) === index);
}

/**
 * The ARN of an AWS managed policy given by name, with its path where it has one; an ARN is returned as it is.
 *
 * @param partition `aws`, `aws-us-gov`, `aws-cn`, …: the second part of the caller's ARN
 */
export function managedPolicyArn(partition: string, nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn : `arn:${partition}:iam::aws:policy/${nameOrArn}`;
}

/** Those of a role, each once: the same one may be given by its name and by its ARN. */
export function managedPolicyArns(partition: string, policies: readonly string[]): readonly string[] {
  return [...new Set(policies.map((policy) => managedPolicyArn(partition, policy)))];
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
