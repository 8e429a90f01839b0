import type { Aws, CallerIdentity, Organization } from '../aws/api.ts';
import { type AwsError, hasCode, isDenied } from '../aws/errors/aws-error.ts';
import type { AccountKind, NamedAccount } from '../model/account-kind.ts';
import { isName, nearestNames } from '../model/account-name.ts';
import { Failure } from '../model/failure.ts';
import { sessionName } from '../model/session-name.ts';

/** The calling identity, known to be a person of the management account. */
export interface ManagementCaller {
  readonly caller: CallerIdentity;
  readonly organization: Organization;
  /** Names the person in the CloudTrail of the accounts that are entered. */
  readonly sessionName: string;
}

/**
 * Makes sure that the caller is in the management account of an organization and is not its root user, who cannot
 * assume roles: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html
 * @throws Failure that names who calls and which profile to use instead
 */
export async function identifyManagement(aws: Aws): Promise<ManagementCaller> {
  const caller = await aws.sts.getCallerIdentity();
  const organization = await describeOrganization(aws, caller);
  refuseMember(caller, organization);
  refuseRootUser(caller);
  return {
    caller,
    organization,
    sessionName: adminSessionName(caller),
  };
}

/** Names an admin in the CloudTrail of the accounts that are entered. */
export function adminSessionName({ arn }: Pick<CallerIdentity, 'arn'>): string {
  return sessionName(`diverst-${arn.slice(arn.lastIndexOf('/') + 1)}`);
}

/** @throws Failure where the caller's account does not own the organization that it is in */
export function refuseMember(caller: CallerIdentity, organization: Organization): void {
  if (organization.managementAccountId === caller.accountId) return;
  throw new Failure('failed', {
    what: `account ${caller.accountId} is a member of organization ${organization.id}, not its management account`,
    why: `Only the management account, ${organization.managementAccountId}, can create and move accounts. You are ${caller.arn}.`,
    fix: [
      'use a profile of the management account: add --profile NAME, or set profiles.management in diverst.config.yaml',
    ],
  });
}

/** @throws Failure where the caller is the root user, who cannot assume roles */
export function refuseRootUser(caller: CallerIdentity): void {
  if (!caller.arn.endsWith(':root')) return;
  const fix = 'use an IAM user or a role of the management account: add --profile NAME';
  throw rootUser(caller.accountId, ', so diverst could not work in any other account', fix);
}

/** @param consequence of what AWS does not let the root user do, with a comma before it */
export function rootUser(accountId: string, consequence: string, fix: string): Failure {
  return new Failure('failed', {
    what: `you are the root user of account ${accountId}`,
    why: `AWS does not allow a root user to assume a role${consequence}.`,
    fix: [fix],
  });
}

/** Nobody but an admin needs it, so that a person in Ops is most likely the one who is denied it. */
function notManagement({ accountId, arn }: CallerIdentity, cause: AwsError): Failure {
  return new Failure(
    'failed',
    {
      what: `you are not allowed to read the organization of account ${accountId}`,
      why: `You are ${arn}. AWS says: ${cause.message}`,
      fix: [
        'use a profile of the management account: add --profile NAME, or set profiles.management in diverst.config.yaml',
        `if ${accountId} is the management account, allow your identity organizations:DescribeOrganization`,
      ],
    },
    { cause },
  );
}

async function describeOrganization(aws: Aws, caller: CallerIdentity): Promise<Organization> {
  try {
    return await aws.organizations.describeOrganization();
  } catch (error) {
    if (isDenied(error)) throw notManagement(caller, error);
    if (!hasCode(error, 'AWSOrganizationsNotInUseException')) throw error;
    throw notInOrganization(caller, error);
  }
}

export function outsideOrganization(accountId: string): string {
  return `account ${accountId} is not part of an organization yet`;
}

export function notInOrganization({ accountId, arn }: CallerIdentity, cause: unknown): Failure {
  return new Failure(
    'failed',
    {
      what: outsideOrganization(accountId),
      why: `You are ${arn}.`,
      fix: [
        'create an organization with all features: diverst org init',
        'if you have an organization, use a profile of its management account: add --profile NAME, or set profiles.management in diverst.config.yaml',
      ],
    },
    { cause },
  );
}

/**
 * An admin works in accounts that the configuration names only, where it names those of a kind at all.
 * @throws Failure of kind `usage` with the nearest names, and the line of the configuration that adds the account
 */
export function checkConfiguredName(account: NamedAccount): void {
  const { kind, name } = account;
  const { noun, names } = kind;
  if (names === null || names.includes(name)) return;
  const near = nearestNames(name, names);
  throw new Failure('usage', {
    what: `the configuration names no ${noun} ${name}`,
    why: names.length === 0 ? `It contains no ${noun} at all.` : `It contains: ${names.join(', ')}.`,
    fix: [...(near.length > 0 ? [`did you mean ${near.join(' or ')}?`] : []), addToConfiguration(kind, name)],
  });
}

/** The names may stand in their short form, in which there is no section of the kind. */
function addToConfiguration({ noun, names, isExpected }: AccountKind, name: string): string {
  const list = [...(names ?? []), name].map(inYaml).join(', ');
  const isShort = !isExpected && names !== null && names.length > 0;
  const line = isShort ? `organization: { ${noun}s: [${list}] }` : `${noun}: { accounts: [${list}] }`;
  return `add it to diverst.config.yaml: ${line}`;
}

/** A short form takes any name of an account, and a plain word may be a value of another type. */
function inYaml(name: string): string {
  return isName(name) && !['true', 'false', 'null'].includes(name) ? name : JSON.stringify(name);
}
