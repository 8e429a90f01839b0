import { createHash } from 'node:crypto';
import { tally } from '../../views/audit/words.ts';
import type { CommandContext } from '../context.ts';
import { say } from '../notices.ts';
import { outputFile, writeOutput } from '../output-file.ts';
import { auditWithProgress, type RunAudit, validConcurrency } from './audit-session.ts';

/** The options of `org report` as commander gives them. */
export interface OrgReportOptions {
  readonly output: string;
  readonly concurrency: string;
}

/** @param version of diverst, which the page names */
export async function runOrgReport(
  options: OrgReportOptions,
  version: string,
  context: CommandContext,
  audit: RunAudit = auditWithProgress,
): Promise<void> {
  const { terminal, cwd, clock } = context;
  const concurrency = validConcurrency(options.concurrency);
  const output = outputFile(options.output, cwd, 'page');
  const { reading, report, structure } = await audit(
    { only: null, since: null, concurrency, command: `org report --output ${options.output}` },
    context,
  );
  const [{ organizationPage }, { pageTexts }] = await Promise.all([
    import('../../views/report/organization-page.tsx'),
    import('../../views/report/document.tsx'),
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
    { style: sha256(pageTexts.style), script: sha256(pageTexts.script) },
  );
  // A page says where the organization is weak: it is private.
  writeOutput(output, page, 'page');
  say(terminal, `✓ wrote ${output}: ${tally(report)}`);
}

function sha256(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
