/** The actions of AWS services in the accounts of an organization that give an access path to these accounts. */

interface ServicePower {
  /** What the service can do for an account that administers it: continues “it can”. */
  readonly power: string;
  /**
   * The service does that through roles of its own in member accounts, which service control policies do not limit, or
   * which it makes there: trusted access alone is a way in for it.
   */
  readonly worksInMembers: boolean;
}

const powers: Readonly<Record<string, ServicePower>> = {
  // https://docs.aws.amazon.com/organizations/latest/userguide/services-that-can-integrate-cloudformation.html
  'member.org.stacksets.cloudformation.amazonaws.com': {
    power: 'create, change and delete anything in member accounts, roles included',
    worksInMembers: true,
  },
  // https://docs.aws.amazon.com/organizations/latest/userguide/services-that-can-integrate-sso.html
  'sso.amazonaws.com': {
    power: 'give people access to member accounts, through roles that it creates there',
    worksInMembers: true,
  },
  // https://docs.aws.amazon.com/organizations/latest/userguide/services-that-can-integrate-CTower.html
  'controltower.amazonaws.com': {
    power: 'create and change roles, trails and stacks in member accounts',
    worksInMembers: true,
  },
  // https://docs.aws.amazon.com/organizations/latest/userguide/services-that-can-integrate-ssm.html
  'ssm.amazonaws.com': {
    power: 'run automation in member accounts, through roles that it creates there',
    worksInMembers: true,
  },
  'ssm-quicksetup.amazonaws.com': {
    power: 'deploy configurations to member accounts, roles included',
    worksInMembers: true,
  },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html
  'iam.amazonaws.com': {
    power: 'act as the root user of member accounts (sts:AssumeRoot)',
    worksInMembers: false,
  },
  // https://docs.aws.amazon.com/organizations/latest/userguide/services-that-can-integrate-account.html
  'account.amazonaws.com': {
    power: 'change the email address of the root user of member accounts',
    worksInMembers: false,
  },
  // https://docs.aws.amazon.com/organizations/latest/userguide/services-that-can-integrate-cloudtrail.html
  'cloudtrail.amazonaws.com': {
    power: 'change and delete the trails of the organization',
    worksInMembers: false,
  },
};

/**
 * @param service its principal, such as `sso.amazonaws.com`
 * @returns what it can do in words that continue “it can”; null for a service that gives nobody a way into an account
 */
export function powerOf(service: string): string | null {
  return Object.hasOwn(powers, service) ? (powers[service]?.power ?? null) : null;
}

/** Whether a service with trusted access works in member accounts with rights that guardrails do not limit. */
export function worksInMembers(service: string): boolean {
  return Object.hasOwn(powers, service) && powers[service]?.worksInMembers === true;
}
