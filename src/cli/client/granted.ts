import { readRoleArn } from '../../model/arn.ts';
import { Failure } from '../../model/failure.ts';
import type { GrantedClient, Registry } from '../../model/registry.ts';
import type { Run } from '../run.ts';
import { readGrantedRegistry } from './client-session.ts';
import { unknownClient, validClient } from './which-client.ts';

/** Reads what the caller's groups grant; a test gives its own. */
export type ReadRegistry = (run: Run) => Promise<Registry>;

/**
 * One client's account and role: from `--role-arn`, which asks nobody, or from what the caller's groups grant.
 * @throws Failure where the name or the ARN is none, or nothing grants the client
 */
export async function findClient(
  name: string,
  roleArn: string | undefined,
  run: Run,
  read: ReadRegistry = readGrantedRegistry,
): Promise<GrantedClient> {
  const client = validClient(name);
  if (roleArn !== undefined) return { client, roleArn, accountId: accountOf(roleArn) };
  const registry = await read(run);
  const granted = registry.clients.find((one) => one.client === client);
  if (!granted) throw unknownClient(client, registry);
  return granted;
}

function accountOf(roleArn: string): string {
  const role = readRoleArn(roleArn);
  if (role) return role.accountId;
  throw new Failure('usage', {
    what: `--role-arn ${JSON.stringify(roleArn)} is not the ARN of a role`,
    fix: ['write it like arn:aws:iam::111122223333:role/acme-production'],
  });
}

/**
 * The region that was configured, which is written where it is kept for longer than this shell.
 * @throws Failure for what cannot be one
 */
export function validRegion(region: string | null): string | null {
  if (region === null || /^[a-z]{2}(-[a-z]+)+-\d+$/.test(region)) return region;
  throw new Failure('usage', {
    what: `${JSON.stringify(region)} is not an AWS region`,
    fix: ['write it like --region eu-central-1'],
  });
}
