import { during } from '../../access/progress.ts';
import { AwsError } from '../../aws/errors/aws-error.ts';
import { costTable } from '../../costs/build-table.ts';
import type { CostTable } from '../../costs/cost-table.ts';
import type { CostOwner } from '../../costs/owners.ts';
import { costWindow } from '../../costs/window.ts';
import { CostsFile } from '../../credentials/costs-file.ts';
import { cacheFolder } from '../../credentials/request-key.ts';
import { type CostSpan, defaultMonths } from '../../model/cost-span.ts';
import { type CostMetric, type CostQuery, type CostReading, pricePerRequest } from '../../model/costs.ts';
import { Failure } from '../../model/failure.ts';
import { costOwners, type Payer } from '../../operations/costs/cost-owners.ts';
import { readCosts } from '../../operations/costs/read-costs.ts';
import { agoText, priceText } from '../../views/costs/words.ts';
import { plural } from '../../views/plural.ts';
import { configOf } from '../configuration.ts';
import { cannotAsk } from '../confirm.ts';
import type { CommandContext } from '../context.ts';
import { say, sayWrapped, warn } from '../notices.ts';
import type { Session } from '../open-session.ts';
import { optionWords } from '../options.ts';
import { cacheIdentity } from '../session/cache-identity.ts';

/** Which costs a command wants, and at what price. */
export interface WantedCosts {
  readonly span: CostSpan;
  /** Null for the one that is configured. */
  readonly metric: CostMetric | null;
  /** Whether Cost Explorer is asked even if an answer is kept. */
  readonly isFresh: boolean;
  /** Whether the question about the price is answered already. */
  readonly isAgreed: boolean;
}

/** What a command that shows costs beside something else wants. */
export function usualCosts({ yes }: { readonly yes?: boolean }): WantedCosts {
  return {
    span: { granularity: 'month', count: defaultMonths },
    metric: null,
    isFresh: false,
    isAgreed: yes === true,
  };
}

/**
 * What every account costs: from the cache, or from Cost Explorer, after a person has agreed to the price.
 * @throws Failure where the caller may not see costs, or nobody agrees
 */
export async function costsOf(...request: Parameters<typeof agreedCosts>): Promise<CostTable> {
  const read = await agreedCosts(...request);
  return read();
}

/**
 * The same in two steps: a person is asked, and what is given pays, once it is called. Every command that shows costs
 * comes here.
 * @param payer who calls, in the management account
 * @param check refuses, by throwing, what the accounts alone show to be wrong: before anybody is asked
 * @throws Failure where nobody agrees to the price
 */
export async function agreedCosts(
  wanted: WantedCosts,
  payer: Payer,
  session: Session,
  context: CommandContext,
  check: (owners: readonly CostOwner[]) => void = () => {},
): Promise<() => Promise<CostTable>> {
  const { terminal, clock } = context;
  const owners = await costOwners(session.aws, session.structure, payer);
  check(owners);
  const query = await queryOf(wanted, context);
  const file = costsFile(payer.organization, session, context);
  const fromCache = (): CostTable | null => {
    const kept = wanted.isFresh ? null : file.read(query);
    if (kept === null) return null;
    sayWrapped(terminal, `costs: from the cache, read ${agoText(clock.now() - kept.readAt)}`);
    say(
      terminal,
      `to read them again ($${pricePerRequest} or more): diverst org costs --no-cache${spanWords(wanted)}${session.repeatedOptions}`,
    );
    return costTable({ ...kept, requests: 0 }, owners);
  };
  const known = fromCache();
  if (known !== null) return async () => known;
  const problem = file.problem();
  if (problem !== null)
    warn(
      terminal,
      `diverst cannot cache costs here, so each command that shows costs pays again: ${problem}`,
    );
  await agree(wanted, context, session.sandbox);
  return () =>
    file.alone(
      query,
      // Another process may have paid for the same answer meanwhile.
      async () => fromCache() ?? costTable(await askCostExplorer(query, file, session, context), owners),
      context.signal,
    );
}

/** The options of `org costs` that ask for the same. */
function spanWords({ span: { granularity, count }, metric }: WantedCosts): string {
  return optionWords([
    ...(granularity === 'day'
      ? ([
          ['--by', 'day'],
          ['--days', String(count)],
        ] as const)
      : ([['--months', String(count), String(defaultMonths)]] as const)),
    ['--metric', metric ?? undefined],
  ]);
}

/**
 * The same from the cache alone: null where it holds none. Nothing is asked, of nobody.
 * @param organization of the caller, who is of its management account
 */
export async function keptCosts(
  organization: Payer['organization'],
  session: Session,
  context: CommandContext,
): Promise<CostTable | null> {
  const query = await queryOf(usualCosts({}), context);
  const kept = costsFile(organization, session, context).read(query);
  return kept === null ? null : costTable({ ...kept, requests: 0 }, []);
}

async function queryOf({ span, metric }: WantedCosts, context: CommandContext): Promise<CostQuery> {
  const { costs } = await configOf(context);
  return {
    ...costWindow(context.clock.now(), span),
    granularity: span.granularity,
    metric: metric ?? costs.metric,
  };
}

/** Whose answer it is: another organization, another profile and another endpoint have another one. */
function costsFile(
  { id, managementAccountId }: Payer['organization'],
  { profileName, sandbox }: Session,
  context: CommandContext,
): CostsFile {
  const identity = cacheIdentity(context);
  const { env } = identity;
  const places = sandbox ? [] : [env.AWS_ENDPOINT_URL ?? null, env.AWS_ENDPOINT_URL_COST_EXPLORER ?? null];
  const whose = [id, managementAccountId, profileName, identity.sandbox, ...places];
  return new CostsFile(cacheFolder(identity), whose, () => context.clock.now());
}

/** @throws Failure where the answer is no, or nobody can be asked */
async function agree({ isAgreed }: WantedCosts, context: CommandContext, isSandbox: boolean): Promise<void> {
  const { terminal, signal } = context;
  const { costs } = await configOf(context);
  sayWrapped(terminal, isSandbox ? `${priceText} The sandbox bills nothing.` : priceText);
  if (isAgreed || !costs.ask) return;
  if (!terminal.interactive)
    throw new Failure('usage', {
      what: 'cannot read costs: AWS bills the answer, and diverst cannot ask you to agree',
      why: `${cannotAsk} Nothing was sent to Cost Explorer.`,
      fix: ['agree to the price: add --yes', 'or set costs: { ask: false } in diverst.config.yaml'],
    });
  if (await terminal.confirm('Ask Cost Explorer?', signal)) return;
  throw new Failure('declined', { what: 'declined; nothing was sent to Cost Explorer' });
}

async function askCostExplorer(
  query: CostQuery,
  file: CostsFile,
  session: Session,
  context: CommandContext,
): Promise<CostReading> {
  const { terminal, clock } = context;
  let pages = 0;
  const reading = await during(await terminal.progress(), 'ask Cost Explorer', (task) =>
    readCosts(session.aws.costs, query, clock, (count) => {
      pages = count;
      task.update(`${plural(pages, 'page')} so far`);
    }),
  ).catch((error: unknown) => {
    for (const line of billedInVain(pages, error)) warn(terminal, line);
    throw error;
  });
  // What was known before is said already.
  const problem = file.problem() === null ? file.write(reading) : null;
  if (problem !== null)
    warn(terminal, `diverst cannot cache the costs, so the next command asks AWS again: ${problem}`);
  return reading;
}

/** What is on the bill, or may be, of an answer that was not read to its end. */
function billedInVain(pages: number, error: unknown): readonly string[] {
  const isUnanswered = error instanceof AwsError && (error.outcome === 'unknown' || error.afterDoubt);
  const were = pages === 1 ? 'was' : 'were';
  return [
    ...(pages > 0
      ? [
          `${plural(pages, 'page')} of the answer ${were} read, and AWS bills each page ($${pricePerRequest}); diverst keeps nothing of the answer`,
        ]
      : []),
    ...(isUnanswered ? ['it is possible that AWS bills a request that got no clear answer'] : []),
  ];
}
