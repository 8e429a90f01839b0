import type { RoleArns } from './account-kind.ts';
import { readRoleArn } from './arn.ts';
import { Failure } from './failure.ts';

/** A client as the groups of a person grant it. */
export interface GrantedAccount {
  readonly client: string;
  readonly accountId: string;
  readonly roleArn: string;
}

/** Who a person is in Ops, and which clients the groups that the person is in grant. */
export interface GrantedAccounts {
  /** ARN of the caller. */
  readonly identity: string;
  /** Null where they may not be read. */
  readonly groups: readonly string[] | null;
  /** By name. */
  readonly clients: readonly GrantedAccount[];
}

/** The role that the configuration names for a client; null where it names none. */
export function mappedRole(roleArns: RoleArns, client: string): string | null {
  return Object.hasOwn(roleArns, client) ? (roleArns[client] ?? null) : null;
}

/** What groups grant and what the configuration names, by name: of a client in both the latter, which is used. */
export function withMapped(
  granted: readonly GrantedAccount[],
  roleArns: RoleArns,
): readonly GrantedAccount[] {
  const mapped = Object.entries(roleArns).map(([client, roleArn]) => {
    return { client, accountId: readRoleArn(roleArn)?.accountId ?? '', roleArn };
  });
  const others = granted.filter(({ client }) => !Object.hasOwn(roleArns, client));
  return [...others, ...mapped].sort((a, b) => (a.client < b.client ? -1 : 1));
}

/**
 * The one role of a client; null where there is none.
 * @throws Failure where there are several: nothing is silently chosen among accounts of one name
 */
export function grantOf(client: string, { clients, groups }: GrantedAccounts): GrantedAccount | null {
  const granted = clients.filter((one) => one.client === client);
  if (granted.length > 1) {
    const who = groups === null ? 'there are' : 'your groups grant';
    throw new Failure('failed', {
      what: `${who} ${granted.length} roles of client ${client}: ${granted.map(({ roleArn }) => roleArn).join(', ')}`,
      fix: [
        'name the one that is meant: --role-arn ARN, or client.roleArns in diverst.config.yaml',
        'an admin finds the account that is too much: diverst org audit',
      ],
    });
  }
  return granted[0] ?? null;
}
