import { notAudited } from '../../audit/outcome.ts';
import { type AccountRef, accountNouns, accountWords } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import type { NamedHistory } from '../../report/organization-report.ts';
import { tally } from '../../views/audit/words.ts';
import { ExitError } from '../command-errors.ts';
import type { CommandContext } from '../context.ts';
import type { PrepareCosts } from '../costs/report-costs.ts';
import { openSession, type Session } from '../open-session.ts';
import { optionWords } from '../options.ts';
import { validName } from '../session/which-account.ts';
import { readEarlier } from './audit-files.ts';
import { auditWithProgress, type ConfiguredAudit, validConcurrency } from './audit-session.ts';
import { pageFile, pageHashes, writePage } from './page-file.ts';

/** The options of `org report` as commander gives them. */
export interface OrgReportOptions {
  readonly output?: string;
  readonly client?: string;
  readonly env?: string;
  readonly since?: string;
  readonly history?: true;
  readonly costs?: true;
  readonly yes?: boolean;
  readonly concurrency: string;
}

/**
 * @param version of diverst, which the page names
 * @throws ExitError 3 where the page is written and something could not be audited
 */
export async function runOrgReport(
  options: OrgReportOptions,
  version: string,
  context: CommandContext,
): Promise<void> {
  const { cwd, clock } = context;
  const concurrency = validConcurrency(options.concurrency);
  const output = pageFile(options.output, cwd);
  const owner = ownerOf(options);
  const prepareCosts = costsPreparer(options, context);
  const command = commandOf(options);
  if (owner !== null) {
    const { runAccountReport } = await import('./report-account-run.ts');
    const { since, history = false } = options;
    await runAccountReport(
      { owner, output, since, history, prepareCosts, concurrency, command, version },
      context,
    );
    return;
  }
  const since = options.since === undefined ? null : readEarlier(options.since, cwd);
  // One for all of it, so that a code of an MFA device is asked for once.
  const session = await openSession(context, 'management');
  // First, because a person is asked, and Cost Explorer may refuse: nobody waits for an audit to learn that at its end.
  const readCosts = await prepareCosts(session, null);
  const costs = await readCosts();
  const audited = await auditWithProgress({ only: null, since, concurrency, command, session }, context);
  const { report } = audited;
  const histories = options.history ? await historiesOf(audited, session, context) : null;
  const [{ organizationPage }, hashes] = await Promise.all([
    import('../../views/report/organization-page.tsx'),
    pageHashes(),
  ]);
  const page = organizationPage(
    {
      madeAt: clock.now(),
      version,
      context: audited.context,
      audit: report,
      histories,
      costs,
    },
    hashes,
  );
  const { writtenPageJson } = await import('../../views/report/written-json.ts');
  writePage(output, page, { words: tally(report), json: writtenPageJson(output, report) }, context);
  if (notAudited(report) > 0) throw new ExitError(3);
}

/** Whose page it is; null for that of the organization. @throws Failure of kind `usage` */
function ownerOf(options: Pick<OrgReportOptions, 'client' | 'env'>): AccountRef | null {
  const given = accountNouns.flatMap((noun): AccountRef[] => {
    const name = noun === 'client' ? options.client : options.env;
    return name === undefined ? [] : [{ noun, name: validName(noun, name) }];
  });
  if (given.length < 2) return given[0] ?? null;
  const words = accountNouns.map((noun) => `--${accountWords[noun].command}`);
  throw new Failure('usage', {
    what: `${words.join(' and ')} do not go together: a page shows one account`,
    fix: [`give only one of them: ${words.join(' or ')}`],
  });
}

/** Costs are asked for where they are wanted, and else nothing of them is loaded. @throws Failure of kind `usage` */
function costsPreparer(
  { costs: isWanted, yes = false }: OrgReportOptions,
  context: CommandContext,
): PrepareCosts {
  if (isWanted)
    return async (session, only) => {
      const { prepareReportCosts } = await import('../costs/report-costs.ts');
      return prepareReportCosts({ yes }, session, only, context);
    };
  if (!yes) return async () => async () => null;
  throw new Failure('usage', {
    what: '--yes needs --costs, because it agrees to the price of --costs',
    fix: ['give both, or leave out --yes'],
  });
}

async function historiesOf(
  audited: ConfiguredAudit,
  session: Session,
  context: CommandContext,
): Promise<readonly NamedHistory[]> {
  const { notActive, ownedAccounts, recentHistory, reportHistories } = await import('./report-history.ts');
  const owned = ownedAccounts(audited.context);
  const found = await reportHistories(owned, recentHistory(context.clock.now()), audited, session, context);
  return owned.map(
    ({ name, account }): NamedHistory => ({
      name,
      accountId: account.id,
      history: found.get(account.id) ?? notActive,
    }),
  );
}

/** What to run again where it is cut short. */
function commandOf({ output, since, client, env, history, costs }: OrgReportOptions): string {
  const words = optionWords([
    ['--output', output],
    ['--client', client],
    ['--env', env],
    ['--history', history],
    ['--costs', costs],
    ['--since', since],
  ]);
  return `org report${words}`;
}
