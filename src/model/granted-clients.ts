/** A client as the groups of a person grant it. */
export interface GrantedClient {
  readonly client: string;
  readonly accountId: string;
  readonly roleArn: string;
}

/** Who a person is in Ops, and what the groups that the person is in grant: the granted of clients. */
export interface GrantedClients {
  /** ARN of the caller. */
  readonly identity: string;
  /** Null where they may not be read. */
  readonly groups: readonly string[] | null;
  /** By name. */
  readonly clients: readonly GrantedClient[];
}

/** The client that a role's name stands for by the configured template; null for any other role. */
export function clientOfRole(template: string, role: string): string | null {
  const [before = '', after = ''] = template.split('{client}');
  if (!role.startsWith(before) || !role.endsWith(after)) return null;
  const client = role.slice(before.length, role.length - after.length);
  return /^[a-z][a-z0-9-]{1,29}[a-z0-9]$/.test(client) && template.replaceAll('{client}', client) === role
    ? client
    : null;
}
