import { type Check, catalog } from '../../src/audit/catalog.ts';
import { type CheckId, checkIds } from '../../src/model/checks.ts';
import { repairWords, severityText } from '../../src/views/checks.ts';

/** `docs/checks.md`, made of the catalog that `org checks` prints. */
export function renderChecksPage(): string {
  return `${[
    '# Checks',
    '',
    'What `diverst org audit` looks at. `diverst org checks` prints the same. The id of a finding is that of its check,',
    'a colon and what it is about: `trust-broader:acme`. What is known and may stay is named under `audit.ignore` in the',
    'configuration, with a reason and an expiry date.',
    '',
    'What is said of clients holds for environment accounts too, with their role and their group, once the configuration',
    'has a section `environment`. A way from the one kind into the other is a finding like any other.',
    '',
    'High: somebody could get in who should not. Medium: something does not work, or soon. Low: untidy.',
    '',
    '| check | severity | finds |',
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
