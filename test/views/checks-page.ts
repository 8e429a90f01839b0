import { type Check, catalog } from '../../src/audit/catalog.ts';
import { type CheckId, checkIds } from '../../src/model/checks.ts';
import { repairWords, severityText } from '../../src/views/checks.ts';

/** `docs/checks.md`, made of the catalog that `org checks` prints. */
export function renderChecksPage(): string {
  return `${[
    '# Checks',
    '',
    'These are the checks of `diverst org audit`. `diverst org checks` prints the same texts. The ID of a finding is the',
    'ID of its check, a colon and a subject: `trust-broader:acme`. To accept a finding for a time, add it to',
    '`audit.ignore` in the configuration, with a reason and an expiry date.',
    '',
    'If the configuration has a section `environment`, the checks of clients apply to environment accounts too, with',
    'their role and their group. Access from a client to an environment, or the other way round, is also a finding.',
    '',
    'Severity high: someone who should not have access can have it. Medium: something does not work, or will soon stop',
    'working. Low: something is out of order, but nothing is at risk now.',
    '',
    '| check | severity | finding |',
    '| --- | --- | --- |',
    ...checkIds.map((id) => `| [${id}](#${id}) | ${catalog[id].severity} | ${catalog[id].title} |`),
    ...checkIds.flatMap((id) => ['', ...section(id, catalog[id])]),
  ].join('\n')}\n`;
}

function section(id: CheckId, check: Check): readonly string[] {
  return [
    `## ${id}`,
    '',
    `${sentence(check.title)} Severity: ${severityText(check)}.`,
    '',
    `- Must hold: ${literal(check.holds)}`,
    `- Why: ${literal(check.why)}`,
    `- Fix: ${literal(check.fix)}`,
    `- Repair: ${repairWords[check.repair]}.`,
    ...(check.page === undefined ? [] : [`- AWS: <${check.page}>`]),
  ];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** An asterisk of the catalog is the principal, not emphasis. */
function literal(text: string): string {
  return text.replaceAll('*', '\\*');
}
