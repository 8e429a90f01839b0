import { emailOf } from './account-kind.ts';
import type { Structure } from './structure.ts';

/** How the account comes to exist; its address is in the configuration, or has to be. */
export function createOpsFix(structure: Structure): string {
  const first = opsEmail(structure) === null ? 'set organization.opsEmail in diverst.config.yaml, then ' : '';
  return `${first}create the account: diverst org init`;
}

/** The address that Ops is created with; null where none is configured. */
export function opsEmail({ opsEmail: explicit, opsAccount, kinds: { client } }: Structure): string | null {
  if (explicit !== null) return explicit.toLowerCase();
  const check = emailOf(client, opsAccount.toLowerCase().replace(/[^a-z0-9]+/g, '-'));
  return check?.ok ? check.email : null;
}
