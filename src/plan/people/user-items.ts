import type { UserContents } from '../../model/people.ts';

/** One thing that a user has, as it was read. Times are epoch milliseconds. */
export type UserItem =
  | {
      readonly kind: 'access-key';
      readonly id: string;
      readonly isActive: boolean;
      readonly lastUsed: number | null;
    }
  | { readonly kind: 'password'; readonly lastUsed: number | null }
  | { readonly kind: 'certificate'; readonly id: string }
  | { readonly kind: 'ssh-key'; readonly id: string }
  | { readonly kind: 'service-credential'; readonly id: string }
  | { readonly kind: 'mfa-device'; readonly serial: string }
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'attached-policy'; readonly arn: string }
  /** Its document is null where it was not read. */
  | { readonly kind: 'inline-policy'; readonly name: string; readonly document: string | null }
  | { readonly kind: 'boundary'; readonly arn: string };

/**
 * Everything that IAM wants gone before it deletes a user, in the order in which it goes: what somebody signs in with
 * first, MFA devices after the password and the keys that they protect, so that neither is ever left without, and then
 * what the user is allowed. A permissions boundary only takes rights away, so that it goes last.
 * @param documents of the inline policies, by name
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_remove.html
 */
export function userItems(
  user: UserContents,
  documents: ReadonlyMap<string, string | null> = new Map(),
): readonly UserItem[] {
  const { signIn, permissionsBoundary } = user;
  return [
    ...signIn.keys.map(({ id, isActive, lastUsed }) => ({
      kind: 'access-key' as const,
      ...{ id, isActive, lastUsed },
    })),
    ...(signIn.password === null ? [] : [{ kind: 'password' as const, lastUsed: signIn.password.lastUsed }]),
    ...user.certificates.map((id) => ({ kind: 'certificate' as const, id })),
    ...user.sshKeys.map((id) => ({ kind: 'ssh-key' as const, id })),
    ...user.serviceCredentials.map((id) => ({ kind: 'service-credential' as const, id })),
    ...signIn.mfaDevices.map((serial) => ({ kind: 'mfa-device' as const, serial })),
    ...user.groups.map((name) => ({ kind: 'group' as const, name })),
    ...user.attachedPolicies.map((arn) => ({ kind: 'attached-policy' as const, arn })),
    ...user.inlinePolicies.map((name) => ({
      kind: 'inline-policy' as const,
      ...{ name, document: documents.get(name) ?? null },
    })),
    ...(permissionsBoundary === null ? [] : [{ kind: 'boundary' as const, arn: permissionsBoundary }]),
  ];
}

/** What distinguishes an item from the others of its user. */
export function itemName(item: UserItem): string {
  switch (item.kind) {
    case 'password':
      return 'password';
    case 'access-key':
    case 'certificate':
    case 'ssh-key':
    case 'service-credential':
      return item.id;
    case 'mfa-device':
      return item.serial;
    case 'group':
    case 'inline-policy':
      return item.name;
    case 'attached-policy':
      return item.arn;
    // There is one at the most.
    case 'boundary':
      return 'permissions boundary';
  }
}

/** For people: `access key AKIA… (last used 2026-08-01)`. */
export function itemWords(item: UserItem): string {
  switch (item.kind) {
    case 'access-key': {
      const use = lastUse(item.lastUsed);
      return `access key ${item.id} (${item.isActive ? use : `inactive, ${use}`})`;
    }
    case 'password':
      return `the password (${lastUse(item.lastUsed)})`;
    case 'certificate':
      return `signing certificate ${item.id}`;
    case 'ssh-key':
      return `SSH public key ${item.id}`;
    case 'service-credential':
      return `service-specific credential ${item.id}`;
    case 'mfa-device':
      return `MFA device ${item.serial}`;
    case 'group':
      return `group ${item.name}`;
    case 'inline-policy':
      return `inline policy ${item.name}`;
    case 'attached-policy':
      return policyName(item.arn);
    case 'boundary':
      return `the permissions boundary ${policyName(item.arn)}`;
  }
}

/** Path and name. */
function policyName(arn: string): string {
  return arn.slice(arn.indexOf('/') + 1);
}

/** By UTC. */
function lastUse(at: number | null): string {
  return at === null ? 'never used' : `last used ${new Date(at).toISOString().slice(0, 10)}`;
}
