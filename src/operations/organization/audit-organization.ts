import type { AuditReport } from '../../audit/finding.ts';
import { auditReport } from '../../audit/report.ts';
import { nearestNames } from '../../model/account-name.ts';
import type { Ignore } from '../../model/checks.ts';
import { Failure } from '../../model/failure.ts';
import type { AccountSnapshot, OrganizationSnapshot } from '../../model/organization.ts';
import type { Structure } from '../../model/structure.ts';
import { clientNames, diffOrganization } from '../../plan/diff-organization.ts';
import type { Difference } from '../../plan/difference.ts';
import {
  type OrganizationReading,
  type ReadOrganizationTools,
  readOrganization,
} from './read-organization.ts';

export interface AuditRequest {
  /** Names of clients; null for all, and for what they rest on; `base` for the latter alone. */
  readonly only: readonly string[] | 'base' | null;
  readonly ignores: readonly Ignore[];
  /** What an earlier audit found; null where none was given. */
  readonly since: EarlierFindings | null;
  /** How this program is called in commands that are printed: `diverst --profile management`. */
  readonly program: string;
}

export interface EarlierFindings {
  readonly organizationId: string;
  readonly ids: readonly string[];
}

export interface OrganizationAudit {
  readonly reading: OrganizationReading;
  readonly differences: readonly Difference[];
  readonly report: AuditReport;
}

/**
 * Reads the organization and reports how it differs from the structure. Changes nothing.
 * @throws Failure where a client that was asked for does not exist, or the earlier report is of another organization
 */
export async function auditOrganization(
  { only, ignores, since, program }: AuditRequest,
  tools: ReadOrganizationTools,
): Promise<OrganizationAudit> {
  const { structure, wait } = tools;
  const { clock, signal } = wait;
  const begun = clock.now();
  const reading = await readOrganization(tools, only === 'base' ? [] : only);
  // What was cut short must not pass for what could not be read.
  signal.throwIfAborted();
  const { snapshot } = reading;
  if (only !== null && only !== 'base') refuseUnknown(only, snapshot, structure);
  if (since !== null && since.organizationId !== snapshot.id) {
    throw new Failure('usage', {
      what: `the earlier report is of organization ${since.organizationId}, and this is ${snapshot.id}`,
      fix: ['give a report of this organization: --since FILE', 'or use another profile: --profile NAME'],
    });
  }
  const differences = diffOrganization(structure, snapshot, begun);
  const counted = (wanted: AccountSnapshot['reading']['kind']) =>
    snapshot.accounts.filter(({ reading: { kind } }) => kind === wanted).length;
  const report = auditReport(differences, {
    snapshot,
    counts: {
      accounts: snapshot.accounts.length,
      clients: clientNames(structure, snapshot).length,
      audited: counted('read'),
      notAudited: counted('unread'),
      seconds: (clock.now() - begun) / 1_000,
      calls: reading.calls,
    },
    only,
    ignores,
    today: new Date(clock.now()).toISOString().slice(0, 10),
    since: since === null ? null : since.ids,
    program,
  });
  return { reading, differences, report };
}

/** A client's account may be in the wrong place, so every account counts that is not one of the organization's own. */
function refuseUnknown(only: readonly string[], snapshot: OrganizationSnapshot, structure: Structure): void {
  const own = new Set([structure.opsAccount, ...(structure.kinds.environment.names ?? [])]);
  const names = snapshot.accounts
    .filter(({ id, name }) => id !== snapshot.managementAccountId && !own.has(name))
    .map(({ name }) => name);
  const unknown = only.filter((name) => !names.includes(name));
  const [first] = unknown;
  if (first === undefined) return;
  const near = unknown.flatMap((name) => nearestNames(name, names));
  throw new Failure('usage', {
    what: `there is no client ${unknown.join(', nor ')} in organization ${snapshot.id}`,
    fix: [
      ...(near.length > 0 ? [`did you mean ${[...new Set(near)].join(' or ')}?`] : []),
      'list accounts: diverst org show',
    ],
  });
}
