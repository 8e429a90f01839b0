import { organizationJson } from '../../views/organization/json.ts';
import { organizationMermaid } from '../../views/organization/mermaid.ts';
import { organizationText } from '../../views/organization/text.ts';
import { chosenFormat } from '../chosen-format.ts';
import type { CommandContext } from '../context.ts';
import type { OrgShowOptions } from './audit-options.ts';
import { auditWithProgress, type RunAudit, validConcurrency } from './audit-session.ts';

export async function runOrgShow(
  options: OrgShowOptions,
  context: CommandContext,
  audit: RunAudit = auditWithProgress,
): Promise<void> {
  const { terminal, globals } = context;
  const format = chosenFormat(options.format, globals.json);
  const concurrency = validConcurrency(options.concurrency);
  const { reading, report } = await audit(
    { only: null, since: null, concurrency, command: 'org show' },
    context,
  );
  const { snapshot } = reading;
  if (format === 'json') terminal.out(organizationJson(snapshot, report));
  else if (format === 'mermaid') terminal.out(organizationMermaid(snapshot, report));
  else terminal.out(organizationText(snapshot, report, terminal.outPaint, terminal.outWidth ?? null));
}
