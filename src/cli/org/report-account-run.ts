import { isUnread } from '../../audit/outcome.ts';
import { type AccountRef, isSameRef, refOf, refText, withArticle } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import type { OwnedAccount } from '../../plan/diff/context.ts';
import { type AccountReport, accountReport } from '../../report/account-report.ts';
import { oneLine } from '../../views/audit/words.ts';
import { plural } from '../../views/plural.ts';
import { ExitError } from '../command-errors.ts';
import type { CommandContext } from '../context.ts';
import type { PrepareCosts } from '../costs/report-costs.ts';
import { openSession } from '../open-session.ts';
import { readEarlier } from './audit-files.ts';
import { auditWithProgress } from './audit-session.ts';
import { pageHashes, writePage } from './page-file.ts';

export interface AccountPageRequest {
  readonly owner: AccountRef;
  /** Absolute path. */
  readonly output: string;
  readonly since: string | undefined;
  readonly history: boolean;
  readonly prepareCosts: PrepareCosts;
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
  { owner, output, since, history, prepareCosts, concurrency, command, version }: AccountPageRequest,
  context: CommandContext,
): Promise<void> {
  const { clock, cwd } = context;
  const earlier = since === undefined ? null : readEarlier(since, cwd);
  const session = await openSession(context, 'management');
  const readCosts = await prepareCosts(session, owner);
  const audited = await auditWithProgress(
    { only: null, reads: [owner], since: earlier, concurrency, command, session },
    context,
  );
  const { longHistory, notActive, ownedAccounts, reportHistories } = await import('./report-history.ts');
  const [owned, ...namesakes] = ownedAccounts(audited.context).filter((one) => isSameRef(refOf(one), owner));
  if (owned !== undefined && namesakes.length > 0) throw ambiguous(owner, [owned, ...namesakes]);
  // Whether the account is a client's only the audit says: what is none is not paid for.
  const costs = owned === undefined ? null : await readCosts();
  const histories =
    history && owned !== undefined
      ? await reportHistories([owned], longHistory(clock.now()), audited, session, context)
      : null;
  const report = accountReport(owner, {
    context: audited.context,
    audit: audited.report,
    madeAt: clock.now(),
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
  return findings.some(isUnread) || history?.kind === 'unread';
}

/** Nobody can say which of them the page is for. */
function ambiguous(owner: AccountRef, found: readonly OwnedAccount[]): Failure {
  return new Failure('failed', {
    what: `cannot write the page: ${found.length} accounts have the name of ${refText(owner)}: ${found.map(({ account }) => account.id).join(', ')}`,
    fix: ['in the AWS Organizations console, rename the other accounts, or move them out of the OU'],
  });
}

/** There is an account of that name, but it is in a place where it is neither. */
function notOwned(owner: AccountRef): Failure {
  return new Failure('failed', {
    what: `cannot write the page: the account ${owner.name} is not ${withArticle(owner)}`,
    fix: [
      'see where the account is, and the findings about it: diverst org show',
      ...(owner.noun === 'client' ? ['if it is an environment, use --env instead of --client'] : []),
    ],
  });
}
