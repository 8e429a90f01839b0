import { Failure } from './failure.ts';

/** The signing identity, from the ARN that GetCallerIdentity returns. */
export type CallerPrincipal =
  | { readonly kind: 'user'; readonly accountId: string; readonly partition: string; readonly name: string }
  | {
      readonly kind: 'role';
      readonly accountId: string;
      readonly partition: string;
      readonly name: string;
      readonly session: string;
    }
  | { readonly kind: 'root'; readonly accountId: string; readonly partition: string }
  | { readonly kind: 'other'; readonly accountId: string; readonly partition: string };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export function readPrincipal(arn: string): CallerPrincipal {
  const [, partition = '', , , accountId = '', ...rest] = arn.split(':');
  const resource = rest.join(':');
  const parts = resource.split('/');
  const base = { accountId, partition };
  if (resource === 'root') return { kind: 'root', ...base };
  if (parts[0] === 'user' && parts.length > 1) return { kind: 'user', ...base, name: parts.at(-1) ?? '' };
  if (parts[0] === 'assumed-role' && parts.length > 2) {
    return { kind: 'role', ...base, name: parts[1] ?? '', session: parts.slice(2).join('/') };
  }
  return { kind: 'other', ...base };
}

/** The ARN of a role: partition, account and name are its groups. */
export const ROLE_ARN_PATTERN = /^arn:([a-z-]+):iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]{1,64})$/;

/** Account and name of a role's ARN, its path left out; null for anything else. */
export function readRoleArn(
  arn: string,
): { readonly accountId: string; readonly partition: string; readonly name: string } | null {
  const match = ROLE_ARN_PATTERN.exec(arn);
  return match ? { partition: match[1] ?? '', accountId: match[2] ?? '', name: match[3] ?? '' } : null;
}

/** The same for an ARN that somebody typed. @throws Failure of kind `usage` for anything but a role's ARN */
export function namedRole(arn: string): NonNullable<ReturnType<typeof readRoleArn>> {
  const role = readRoleArn(arn);
  if (role) return role;
  throw notARole(arn);
}

export function notARole(arn: string): Failure {
  return new Failure('usage', {
    what: `${JSON.stringify(arn)} is not the ARN of a role`,
    fix: ['write it like arn:aws:iam::123456789012:role/acme-production'],
  });
}

/**
 * Security keys and passkeys sign in to the console; STS takes codes only.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_fido.html
 */
export function isSecurityKey(serial: string): boolean {
  return /^arn:[a-z-]+:iam::\d{12}:u2f\//.test(serial);
}
