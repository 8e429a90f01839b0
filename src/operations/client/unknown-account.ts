import { nearestNames } from '../../model/account-name.ts';
import { Failure } from '../../model/failure.ts';
import type { GrantedAccounts } from '../../model/granted-accounts.ts';
import type { Structure } from '../../model/structure.ts';

/**
 * Nothing that the caller is in grants a client of that name: the nearest ones, and all; and whether it is the caller
 * who is the wrong one.
 */
export function unknownAccount(
  client: string,
  { groups, identity, clients }: GrantedAccounts,
  structure: Pick<Structure, 'groups' | 'kinds'>,
): Failure {
  const configured = { admin: structure.groups.admin, production: structure.kinds.client.group };
  const names = clients.map((one) => one.client);
  const near = nearestNames(client, names);
  const granted = names.length === 0 ? 'They grant no client.' : `They grant: ${names.join(', ')}.`;
  return new Failure('failed', {
    what: `no group of yours grants client ${client} to you`,
    why: `${membership(groups, configured)} ${granted} You are ${identity}.`,
    fix: [
      ...(near.length > 0 ? [`did you mean ${near.join(' or ')}?`] : []),
      ...wrongCaller(groups, configured),
      `if the client is new, an admin creates it: diverst client init ${client}`,
      ...(names.length === 0
        ? [
            'if you are an admin in an emergency: --break-glass --reason "…" with a profile of the management account',
          ]
        : []),
    ],
  });
}

function membership(
  groups: readonly string[] | null,
  { admin, production }: { readonly admin: string; readonly production: string },
): string {
  if (groups === null) return 'Which groups you are in may not be read.';
  if (groups.length === 0) return 'You are in no group.';
  const all = `You are in ${groups.join(', ')}`;
  if (groups.includes(production)) return `${all}.`;
  return groups.includes(admin)
    ? `${all}, as the users of the management account are.`
    : `${all}, and not in ${production}.`;
}

function wrongCaller(
  groups: readonly string[] | null,
  { admin, production }: { readonly admin: string; readonly production: string },
): readonly string[] {
  if (groups === null || groups.includes(production)) return [];
  return groups.includes(admin)
    ? ['clients are granted to users of Ops: use your profile there, --profile NAME']
    : [`if you need access to every client, ask an admin to add you to the group ${production} in Ops`];
}
