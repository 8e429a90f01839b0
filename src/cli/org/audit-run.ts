import type { AuditReport } from '../../audit/finding.ts';
import { auditExitCode } from '../../audit/outcome.ts';
import { type AccountRef, accountNouns } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { fits, labelsOf, wishText } from '../../model/labels.ts';
import type { Structure } from '../../model/structure.ts';
import { auditCsv } from '../../views/audit/csv.ts';
import { auditGithub } from '../../views/audit/github.ts';
import { auditJson } from '../../views/audit/json.ts';
import { auditJunit } from '../../views/audit/junit.ts';
import { auditMarkdown } from '../../views/audit/markdown.ts';
import { auditSarif } from '../../views/audit/sarif.ts';
import { auditTable } from '../../views/audit/table.ts';
import { auditText } from '../../views/audit/text.ts';
import { tally, verdict } from '../../views/audit/words.ts';
import { plain } from '../../views/paint.ts';
import { chosenFormat } from '../chosen-format.ts';
import { ExitError } from '../command-errors.ts';
import { configOf } from '../configuration.ts';
import type { CommandContext } from '../context.ts';
import { sayWrapped } from '../notices.ts';
import { numberOption } from '../number-option.ts';
import { defaultWhoLimit } from '../options.ts';
import { outputFile, writeOutput } from '../output-file.ts';
import { namesIn, validLabels } from '../session/chosen-accounts.ts';
import { validName } from '../session/which-account.ts';
import { pathBelow, readEarlier } from './audit-files.ts';
import type { AuditFormat, OrgAuditOptions } from './audit-options.ts';
import { auditWithProgress, type RunAudit, validConcurrency } from './audit-session.ts';

/**
 * @param version of diverst, which SARIF names
 * @throws ExitError 2 or 3 if the report requires it
 */
export async function runOrgAudit(
  options: OrgAuditOptions,
  version: string,
  context: CommandContext,
  audit: RunAudit = auditWithProgress,
): Promise<void> {
  const { terminal, globals, cwd } = context;
  const format = chosenFormat(options.format, globals.json);
  const concurrency = validConcurrency(options.concurrency);
  const { structure } = await configOf(context);
  const only = askedFor(options, structure);
  const since = options.since === undefined ? null : readEarlier(options.since, cwd);
  const output = options.output === undefined ? null : outputFile(options.output, cwd, 'report');
  const whoLimit = wantedWho(options);
  const { report, configFile } = await audit(
    { only, since, concurrency, command: 'org audit', ...(whoLimit === null ? {} : { whoLimit }) },
    context,
  );

  const text = rendered(report, format, {
    ...options,
    version,
    artifact: pathBelow(configFile, cwd),
    context,
    toFile: output !== null,
  });
  if (output === null) terminal.out(text);
  else {
    // A report says where the organization is weak: it is private.
    writeOutput(output, text, 'report');
    sayWrapped(terminal, `✓ wrote ${output}: ${tally(report)}; ${verdict(report, options.failOn)}`);
  }
  const code = auditExitCode(report, options.failOn);
  if (code !== 0) throw new ExitError(code);
}

const mostWhoLimit = 1_000;

/** How many findings are to be looked up; null without `--who`. @throws Failure of kind `usage` */
function wantedWho({ who, whoLimit }: OrgAuditOptions): number | null {
  if (who)
    return whoLimit === undefined
      ? defaultWhoLimit
      : numberOption('--who-limit', whoLimit, mostWhoLimit, defaultWhoLimit);
  if (whoLimit === undefined) return null;
  throw new Failure('usage', {
    what: '--who-limit needs --who',
    fix: ['give both, or leave out --who-limit'],
  });
}

/**
 * The clients and environments that are named, or that have the labels; null where neither is asked for. Which
 * environments there are the audit knows.
 */
function askedFor(
  { client, env, label }: OrgAuditOptions,
  { kinds }: Structure,
): readonly AccountRef[] | null {
  if (client === undefined && env === undefined && label === undefined) return null;
  const named: readonly AccountRef[] = [
    ...namesIn(client).map((name) => ({ noun: 'client' as const, name: validName('client', name) })),
    ...namesIn(env).map((name) => ({ noun: 'environment' as const, name })),
  ];
  if (label === undefined) return named;
  const wishes = validLabels(label);
  const labelled = accountNouns.flatMap((noun) =>
    Object.keys(kinds[noun].labels).map((name): AccountRef => ({ noun, name })),
  );
  const asked = (named.length > 0 ? named : labelled).filter(({ noun, name }) =>
    fits(labelsOf(kinds[noun].labels, name), wishes),
  );
  if (asked.length > 0) return asked;
  throw new Failure('usage', {
    what: `no ${named.length > 0 ? 'named ' : ''}client or environment has the label ${wishes.map(wishText).join(' ')} in the configuration`,
    fix: ['check the spelling', 'see the labels: diverst client list'],
  });
}

function rendered(
  report: AuditReport,
  format: AuditFormat,
  context: {
    readonly failOn: OrgAuditOptions['failOn'];
    readonly all?: boolean;
    readonly version: string;
    readonly artifact: string | null;
    readonly context: CommandContext;
    readonly toFile: boolean;
  },
): string {
  const { failOn, all = false, version, artifact, toFile } = context;
  const { terminal, globals } = context.context;
  const width = toFile ? null : (terminal.outWidth ?? null);
  const paint = toFile ? plain : terminal.outPaint;
  switch (format) {
    case 'text':
      return auditText(report, { failOn, all, debug: globals.debug === true, width }, paint);
    case 'table':
      return auditTable(report, { failOn, width }, paint);
    case 'json':
      return auditJson(report);
    case 'csv':
      return auditCsv(report);
    case 'sarif':
      return auditSarif(report, { version, failOn, artifact });
    case 'junit':
      return auditJunit(report);
    case 'markdown':
      return auditMarkdown(report, failOn, all);
    case 'github':
      return auditGithub(report, failOn, all);
  }
}
