import type { OrganizationSnapshot } from '../../model/organization.ts';
import type { Structure } from '../../model/structure.ts';

/** What `organization.delegatedAdministrators` of the configuration says, for the accounts that there are. */
export interface ConfiguredDelegates {
  /** Principals of services, by the id of the account that may administer them. */
  readonly byAccount: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names that stand for no account, and for how many there are of the name. */
  readonly unknown: readonly { readonly name: string; readonly count: number }[];
}

/** By id or by name; a name that several accounts have stands for none of them, because anybody can take it. */
export function configuredDelegates(
  { delegatedAdministrators }: Pick<Structure, 'delegatedAdministrators'>,
  { accounts }: Pick<OrganizationSnapshot, 'accounts'>,
): ConfiguredDelegates {
  const byAccount = new Map<string, Set<string>>();
  const unknown: { readonly name: string; readonly count: number }[] = [];
  for (const [name, services] of Object.entries(delegatedAdministrators)) {
    const byId = accounts.filter(({ id }) => id === name);
    const found = byId.length > 0 ? byId : accounts.filter((account) => account.name === name);
    const [only] = found;
    if (only === undefined || found.length > 1) {
      unknown.push({ name, count: found.length });
      continue;
    }
    byAccount.set(only.id, new Set([...(byAccount.get(only.id) ?? []), ...services]));
  }
  return { byAccount, unknown };
}

/** What to write in the configuration; the ID where several accounts have the name. */
export function nameIt(
  accountId: string,
  service: string,
  { accounts }: Pick<OrganizationSnapshot, 'accounts'>,
): string {
  const name = accounts.find(({ id }) => id === accountId)?.name ?? accountId;
  const isAlone = accounts.filter((account) => account.name === name).length === 1;
  const key = isAlone && /^[A-Za-z][\w-]*$/.test(name) ? name : JSON.stringify(isAlone ? name : accountId);
  return `add this to organization in diverst.config.yaml: delegatedAdministrators: { ${key}: [${service}] }`;
}

/** What stands for the resource policy of the organization among the services of the configuration. */
export const organizationsService = 'organizations.amazonaws.com';
