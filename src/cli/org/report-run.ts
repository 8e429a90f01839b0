import { createHash } from 'node:crypto';
import { notAudited } from '../../audit/outcome.ts';
import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
import { tally } from '../../views/audit/words.ts';
import type { PageHashes } from '../../views/report/document.tsx';
import { ExitError } from '../command-errors.ts';
import type { CommandContext } from '../context.ts';
import { say } from '../notices.ts';
import { outputFile, writeOutput } from '../output-file.ts';
import { readEarlier } from './audit-files.ts';
import { auditWithProgress, type RunAudit, validConcurrency } from './audit-session.ts';

/** The options of `org report` as commander gives them. */
export interface OrgReportOptions {
  readonly output?: string;
  readonly since?: string;
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
  audit: RunAudit = auditWithProgress,
): Promise<void> {
  const { cwd, clock } = context;
  const concurrency = validConcurrency(options.concurrency);
  const output = pageFile(options.output, cwd);
  const since = options.since === undefined ? null : readEarlier(options.since, cwd);
  const { reading, report, structure } = await audit(
    { only: null, since, concurrency, command: commandOf(options) },
    context,
  );
  const [{ organizationPage }, hashes] = await Promise.all([
    import('../../views/report/organization-page.tsx'),
    pageHashes(),
  ]);
  const page = organizationPage(
    {
      madeAt: clock.now(),
      version,
      structure,
      snapshot: reading.snapshot,
      audit: report,
      costs: null,
    },
    hashes,
  );
  // A page says where the organization is weak: it is private.
  writeOutput(output, page, 'page', {}, 'required --output');
  await sayWritten(output, report, context);
  if (notAudited(report) > 0) throw new ExitError(3);
}

/** @throws Failure of kind `usage` */
function pageFile(output: string | undefined, cwd: string): string {
  if (output !== undefined && output !== '-' && output !== '')
    return outputFile(output, cwd, 'page', 'required --output');
  throw new Failure('usage', {
    what:
      output === '-'
        ? '--output: a page is written to a file, not to stdout'
        : 'the page needs a file: --output',
    fix: ['diverst org report --output organization.html'],
  });
}

/** What to run again where it is cut short. */
function commandOf({ output = '', since }: OrgReportOptions): string {
  const words = [
    'org report --output',
    shellWord(output),
    ...(since === undefined ? [] : ['--since', shellWord(since)]),
  ];
  return words.join(' ');
}

async function sayWritten(
  output: string,
  report: Awaited<ReturnType<RunAudit>>['report'],
  { terminal, globals }: CommandContext,
): Promise<void> {
  if (globals.json) {
    const { writtenPageJson } = await import('../../views/report/written-json.ts');
    terminal.out(writtenPageJson(output, report));
    return;
  }
  say(terminal, `✓ wrote ${output}: ${tally(report)}`);
  say(terminal, 'open it in a browser; only you can read the file');
}

/** What the page's policy lets run. */
async function pageHashes(): Promise<PageHashes> {
  const { pageTexts } = await import('../../views/report/document.tsx');
  return { style: sha256(pageTexts.style), script: sha256(pageTexts.script) };
}

function sha256(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
