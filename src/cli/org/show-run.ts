import { organizationJson } from '../../views/organization/json.ts';
import { organizationMermaid } from '../../views/organization/mermaid.ts';
import { organizationText } from '../../views/organization/text.ts';
import { openSession } from '../open-session.ts';
import type { Run } from '../run.ts';
import type { OrgShowOptions } from './audit-options.ts';
import { auditWithProgress, chosenFormat, validConcurrency } from './audit-session.ts';

export async function runOrgShow(options: OrgShowOptions, run: Run): Promise<void> {
  const { terminal, globals } = run;
  const format = chosenFormat(options.format, globals.json);
  const concurrency = validConcurrency(options.concurrency);
  const session = await openSession(run, 'management');
  const request = { only: null, ignores: session.ignores, since: null };
  const { reading, report } = await auditWithProgress(request, concurrency, session, run, 'org show');
  const { snapshot } = reading;
  if (format === 'json') terminal.out(organizationJson(snapshot, report));
  else if (format === 'mermaid') terminal.out(organizationMermaid(snapshot, report));
  else terminal.out(organizationText(snapshot, report, terminal.outPaint));
}
