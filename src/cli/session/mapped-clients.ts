import { readRoleArn } from '../../model/arn.ts';
import type { GrantedClient } from '../../model/granted-clients.ts';

/** Roles by client, as `client.roleArns` of the configuration names them. */
export type RoleArns = Readonly<Record<string, string>>;

/** The role that the configuration names for a client; null where it names none. */
export function mappedRole(roleArns: RoleArns, client: string): string | null {
  return Object.hasOwn(roleArns, client) ? (roleArns[client] ?? null) : null;
}

/** What groups grant and what the configuration names, by name: of a client in both the latter, which is used. */
export function withMapped(granted: readonly GrantedClient[], roleArns: RoleArns): readonly GrantedClient[] {
  const mapped = Object.entries(roleArns).map(([client, roleArn]) => {
    return { client, accountId: readRoleArn(roleArn)?.accountId ?? '', roleArn };
  });
  const others = granted.filter(({ client }) => !Object.hasOwn(roleArns, client));
  return [...others, ...mapped].sort((a, b) => (a.client < b.client ? -1 : 1));
}
