import type { AuditReport } from '../../audit/finding.ts';
import { auditReport } from '../../audit/report.ts';
import { type AccountKind, type AccountRef, initCommand } from '../../model/account-kind.ts';
import { nearestNames } from '../../model/account-name.ts';
import type { Ignore } from '../../model/checks.ts';
import { Failure } from '../../model/failure.ts';
import type { AccountSnapshot, OrganizationSnapshot } from '../../model/organization.ts';
import { accountKinds, type Structure } from '../../model/structure.ts';
import { type DiffContext, diffContext } from '../../plan/diff/context.ts';
import { diffOrganization, kindCounts } from '../../plan/diff-organization.ts';
import type { Difference } from '../../plan/difference.ts';
import {
  type OrganizationReading,
  type ReadOrganizationTools,
  readOrganization,
} from './read-organization.ts';

export interface AuditRequest {
  /** Clients and environments; null for all, and for what they rest on; `base` for the latter alone. */
  readonly only: readonly AccountRef[] | 'base' | null;
  /**
   * The clients and environments that are read, beside all that they rest on and what the organization has as a whole;
   * all of them if left out. What is not read has no findings.
   */
  readonly reads?: readonly AccountRef[];
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
  /** Who is who, by which it was compared: what is shown of the audit goes by the same. */
  readonly context: DiffContext;
  readonly differences: readonly Difference[];
  readonly report: AuditReport;
}

/**
 * Reads the organization and reports how it differs from the structure. Changes nothing.
 * @throws Failure where an account that was asked for does not exist, or the earlier report is of another organization
 */
export async function auditOrganization(
  { only, reads, ignores, since, program }: AuditRequest,
  tools: ReadOrganizationTools,
): Promise<OrganizationAudit> {
  const { structure, wait } = tools;
  const { clock, signal } = wait;
  const begun = clock.now();
  const asked = reads ?? (only === 'base' ? [] : only);
  const read = await readOrganization(
    tools,
    asked === null ? null : asked.map(({ name }) => name),
    reads !== undefined || asked === null || asked.length === 0,
  );
  // What was cut short must not pass for what could not be read.
  signal.throwIfAborted();
  if (asked !== null) refuseUnknown(asked, read.snapshot, structure);
  if (since !== null && since.organizationId !== read.snapshot.id) {
    throw new Failure('usage', {
      what: `cannot compare the reports: the earlier one is of organization ${since.organizationId}, not of ${read.snapshot.id}`,
      fix: [
        'give a report of this organization with --since FILE',
        'or use another profile: add --profile NAME',
      ],
    });
  }
  const { reading, context, differences } = await withClosings(read, tools, begun);
  const { snapshot } = reading;
  const counted = (wanted: AccountSnapshot['reading']['kind']) =>
    snapshot.accounts.filter(({ reading: { kind } }) => kind === wanted).length;
  const report = auditReport(differences, {
    snapshot,
    counts: {
      accounts: snapshot.accounts.length,
      ...kindCounts(context),
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
  return { reading, context, differences, report };
}

/**
 * Compares what was read, with accounts as what they are whose closing has begun, and which AWS shows as ACTIVE: a repair would grant
 * them again. Only an account without a grant can be one, so that the history is hardly ever asked.
 */
async function withClosings(
  reading: OrganizationReading,
  { aws, structure, wait: { clock, signal } }: ReadOrganizationTools,
  begun: number,
): Promise<Omit<OrganizationAudit, 'report'>> {
  const { snapshot } = reading;
  const compared = (seen: OrganizationSnapshot) => {
    const context = diffContext(structure, seen, begun);
    return { reading: { ...reading, snapshot: seen }, context, differences: diffOrganization(context) };
  };
  const found = compared(snapshot);
  const suspects = new Set(
    found.differences.flatMap(({ check, place }) => (check === 'grant-missing' ? [place.accountId] : [])),
  );
  if (suspects.size === 0) return found;
  const { begunClosings } = await import('./begun-closings.ts');
  const caller = { accountId: snapshot.managementAccountId, partition: snapshot.partition };
  const closing = await begunClosings(aws, caller, clock.now(), signal);
  const accounts = snapshot.accounts.map((account): AccountSnapshot => {
    const isClosing = suspects.has(account.id) && closing.has(account.id) && account.state === 'ACTIVE';
    return isClosing ? { ...account, state: 'PENDING_CLOSURE' } : account;
  });
  const isSame = accounts.every((account, index) => account === snapshot.accounts[index]);
  return isSame ? found : compared({ ...snapshot, accounts });
}

/** @throws Failure where one that was asked for is none of its kind, or has no account */
function refuseUnknown(
  only: readonly AccountRef[],
  snapshot: OrganizationSnapshot,
  structure: Structure,
): void {
  for (const kind of accountKinds(structure)) {
    const names = possibleNames(kind, snapshot, structure);
    const unknown = only
      .filter(({ noun, name }) => noun === kind.noun && !names.includes(name))
      .map(({ name }) => name);
    const [first] = unknown;
    if (first === undefined) continue;
    const near = unknown.flatMap((name) => nearestNames(name, kind.names ?? names));
    throw new Failure('usage', {
      what: `there is no ${kind.noun} ${unknown.join(', nor ')} in organization ${snapshot.id}`,
      fix: [
        ...(near.length > 0 ? [`did you mean ${[...new Set(near)].join(' or ')}?`] : []),
        ...(kind.names?.includes(first) ? [`create it: ${initCommand({ kind, name: first })}`] : []),
        'list accounts: diverst org show',
      ],
    });
  }
}

/** A client's account may be in the wrong place, so every account counts that is not one of the organization's own. */
function possibleNames(
  { names }: AccountKind,
  { accounts, managementAccountId }: OrganizationSnapshot,
  structure: Structure,
): readonly string[] {
  const own = new Set([structure.opsAccount, ...accountKinds(structure).flatMap((kind) => kind.names ?? [])]);
  return accounts
    .filter(({ id, name }) =>
      names === null ? id !== managementAccountId && !own.has(name) : names.includes(name),
    )
    .map(({ name }) => name);
}
