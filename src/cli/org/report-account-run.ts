import { type AccountRef, isSameRef, refOf, refText } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import type { OwnedAccount } from '../../plan/diff/context.ts';
import { type AccountReport, accountReport } from '../../report/account-report.ts';
import { oneLine } from '../../views/audit/words.ts';
import { plural } from '../../views/plural.ts';
import { ExitError } from '../command-errors.ts';
import type { CommandContext } from '../context.ts';
import type { ReadCosts } from '../costs/report-costs.ts';
import { openSession } from '../open-session.ts';
import { readEarlier } from './audit-files.ts';
import { auditWithProgress, type RunAudit } from './audit-session.ts';
import { pageHashes, writePage } from './page-file.ts';

export interface AccountPageRequest {
  readonly owner: AccountRef;
  /** Absolute path. */
  readonly output: string;
  readonly since: string | undefined;
  readonly history: boolean;
  /** Null is what it gives where costs are not wanted. */
  readonly readCosts: ReadCosts;
  readonly concurrency: number;
  /** What to run again where it is cut short. */
  readonly command: string;
  /** Of diverst. */
  readonly version: string;
}

/**
 * Writes the page of one client or environment. Its account is read, and what it rests on: no other client's.
 * @throws Failure where there is no such account; ExitError 3 where the page is written and something was not audited
 */
export async function runAccountReport(
  { owner, output, since, history, readCosts, concurrency, command, version }: AccountPageRequest,
  context: CommandContext,
  audit: RunAudit = auditWithProgress,
): Promise<void> {
  const { clock, cwd } = context;
  const earlier = since === undefined ? null : readEarlier(since, cwd);
  const session = await openSession(context, 'management');
  const costs = await readCosts(session, owner);
  const audited = await audit(
    { only: null, reads: [owner], since: earlier, concurrency, command, session },
    context,
  );
  const { reading, report: found, structure } = audited;
  const { longHistory, notActive, ownedAccounts, reportHistories } = await import('./report-history.ts');
  const [owned, ...namesakes] = ownedAccounts(audited).filter((one) => isSameRef(refOf(one), owner));
  if (owned !== undefined && namesakes.length > 0) throw ambiguous(owner, [owned, ...namesakes]);
  const histories =
    history && owned !== undefined
      ? await reportHistories([owned], longHistory(clock.now()), audited, session, context)
      : null;
  const report = accountReport(owner, {
    structure,
    snapshot: reading.snapshot,
    audit: found,
    now: clock.now(),
    version,
    history:
      histories === null || owned === undefined ? null : (histories.get(owned.account.id) ?? notActive),
    costs,
  });
  if (report === null) throw notOwned(owner);
  const { accountPage } = await import('../../views/report/account-page.tsx');
  const page = accountPage(report, await pageHashes());
  const { accountPageJson } = await import('../../views/report/written-json.ts');
  writePage(output, page, { words: wordsOf(report), json: accountPageJson(output, report) }, context);
  if (isIncomplete(report)) throw new ExitError(3);
}

function wordsOf({ owner, findings }: AccountReport): string {
  const open = findings.filter(({ accepted }) => accepted === null).length;
  const found =
    open === 0 ? 'nothing differs' : `${plural(open, 'finding')} that concern${open === 1 ? 's' : ''} it`;
  return oneLine(`${refText(owner)}, ${found}; no other account is named`);
}

function isIncomplete({ findings, history }: AccountReport): boolean {
  return findings.some(({ check }) => check === 'not-audited') || history?.kind === 'unread';
}

/** Nobody can say which of them the page is for. */
function ambiguous(owner: AccountRef, found: readonly OwnedAccount[]): Failure {
  return new Failure('failed', {
    what: `${found.length} accounts have the name of ${refText(owner)}: ${found.map(({ account }) => account.id).join(', ')}`,
    fix: [
      'rename the accounts that are not meant, or move them out of the OU, in the AWS Organizations console',
    ],
  });
}

/** There is an account of that name, but it is in a place where it is neither. */
function notOwned(owner: AccountRef): Failure {
  return new Failure('failed', {
    what: `the account ${owner.name} is no ${owner.noun}`,
    fix: [
      'see where it is, and what an audit says of it: diverst org show',
      ...(owner.noun === 'client' ? ['if it is an environment: --env in place of --client'] : []),
    ],
  });
}
