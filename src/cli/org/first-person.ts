import { shellWord } from '../../model/shell-word.ts';
import type { InitOrganizationResult } from '../../operations/organization/init-organization.ts';
import type { NextCommand } from '../../views/next-commands.ts';
import type { Session } from '../open-session.ts';

/**
 * How the first person is added to Ops, to whom the group for production gives access to every client. In the sandbox
 * that person exists.
 */
export function firstPerson({
  session: { sandbox, structure, sharedOptions },
  result: { ops },
  program,
}: {
  readonly session: Pick<Session, 'sandbox' | 'structure' | 'sharedOptions'>;
  readonly result: InitOrganizationResult;
  /** How diverst is called for this organization. */
  readonly program: string;
}): readonly NextCommand[] {
  const { people, kinds } = structure;
  const { group } = kinds.client;
  if (sandbox) {
    return [
      {
        say: `as profile ops, a user of ${ops.name} in group ${group}, once a client exists`,
        run: `diverst${sharedOptions} client list`,
      },
    ];
  }
  // diverst creates no users if people come from elsewhere.
  if (ops.id === null || people === null) return [];
  return [
    {
      say: `to add the first person, a user of ${ops.name} who has access to every client (replace kim)`,
      run: `${program} user add kim --group ${shellWord(group)}`,
    },
  ];
}
