/** The settings of a run against AWS, all of them environment variables. */
export interface Settings {
  /** The organization that may be written to; nothing is sent to any other. */
  readonly organizationId: string;
  /** A member account with the access role, for the cases that need one. */
  readonly memberId: string | undefined;
  /** Whether an account may be created, which stays for good. */
  readonly createsAccounts: boolean;
  /** The address of that account, with `{name}` for what is different in each. */
  readonly email: string | undefined;
  /** Another endpoint than AWS's own. */
  readonly endpoint: string | undefined;
}

export const variables = {
  organization: 'DIVERST_CONTRACT_ORGANIZATION',
  member: 'DIVERST_CONTRACT_MEMBER',
  createAccounts: 'DIVERST_CONTRACT_CREATE_ACCOUNTS',
  email: 'DIVERST_CONTRACT_EMAIL',
} as const;

/** A run that was not begun, and what to do about it. */
export class NotStarted extends Error {
  override readonly name = 'NotStarted';
}

/** @throws NotStarted for settings that are missing or cannot be right */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const organizationId = env[variables.organization] || undefined;
  const memberId = env[variables.member] || undefined;
  const createsAccounts = env[variables.createAccounts] === '1';
  const email = env[variables.email] || undefined;
  if (organizationId === undefined) {
    throw new NotStarted(
      `The contract writes to the organization that it is run in. Set ${variables.organization} to the id of a ` +
        'throw-away organization (o-…).',
    );
  }
  if (!/^o-[a-z0-9]{10,32}$/.test(organizationId)) {
    throw new NotStarted(`${variables.organization} is not the id of an organization: ${organizationId}`);
  }
  if (memberId !== undefined && !/^\d{12}$/.test(memberId)) {
    throw new NotStarted(`${variables.member} is not the number of an account: ${memberId}`);
  }
  if (createsAccounts && !email?.includes('{name}')) {
    throw new NotStarted(
      `An account needs an address that is yours. Set ${variables.email}, for example to aws+{name}@example.com.`,
    );
  }
  return { organizationId, memberId, createsAccounts, email, endpoint: env['AWS_ENDPOINT_URL'] || undefined };
}
