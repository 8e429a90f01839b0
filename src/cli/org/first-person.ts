import { shellWord } from '../../model/shell-word.ts';
import type { InitOrganizationResult } from '../../operations/organization/init-organization.ts';
import type { Session } from '../open-session.ts';

/**
 * How the first person gets into Ops, whom the group for production then lets into every client. In the sandbox that
 * person is there already.
 */
export function firstPerson({
  session: { sandbox, structure },
  result: { ops },
  program,
}: {
  readonly session: Pick<Session, 'sandbox' | 'structure'>;
  readonly result: InitOrganizationResult;
  /** How diverst is called for this organization. */
  readonly program: string;
}): readonly string[] {
  const { people, kinds } = structure;
  const { group } = kinds.client;
  if (sandbox) {
    return [
      `# Profile ops is a user in ${ops.name} and in group ${group}. After client init NAME:`,
      `${program.replace(/ --profile \S+/, '')} client list`,
    ];
  }
  // People who come from elsewhere are not made here.
  if (ops.id === null || people === null) return [];
  return [
    `# The first person: a user in ${ops.name} who has access to every client through group ${group}. Replace kim:`,
    `${program} user add kim --group ${shellWord(group)}`,
  ];
}
