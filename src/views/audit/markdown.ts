import { checkPage } from '../../audit/catalog.ts';
import type { AuditReport, Finding } from '../../audit/finding.ts';
import type { FailOn } from '../../audit/outcome.ts';
import type { CheckId } from '../../model/checks.ts';
import { fixOf } from '../../model/fix.ts';
import { comparison } from './compare.ts';
import { lastChangeText } from './last-change.ts';
import {
  headline,
  inOrder,
  type NextStep,
  nextStep,
  oneLine,
  placeTitle,
  summary,
  tally,
  verdict,
} from './words.ts';

/**
 * Characters, of which GitHub takes 1 MiB (in bytes) a step and shows nothing of a summary that is larger.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
const longest = 300_000;

/** A job summary: a table of the findings, and what is behind each; what was known already has a line each. */
export function auditMarkdown(report: AuditReport, failOn: FailOn, all = false): string {
  const lines = [
    '## diverst org audit',
    '',
    `**${prose(tally(report))}** (${prose(verdict(report, failOn))})`,
    '',
  ];
  lines.push(prose(summary(report)), '');
  const { full, short } = inOrder(report.findings, all);
  if (full.length > 0) lines.push(...findingsTable(full), '');
  lines.push(...nextText(nextStep(report)));
  if (short.length > 0) {
    lines.push('### Known', '', '| severity | where | finding |', '| --- | --- | --- |');
    lines.push(
      ...upTo(longest / 10, short, ({ severity, place, check, id }) =>
        row([prose(severity), prose(placeTitle(place)), linked(check, id)]),
      ),
      '',
    );
  }
  if (report.ignored.length > 0) {
    lines.push('### Ignored', '', '| finding | until | reason |', '| --- | --- | --- |');
    lines.push(
      ...upTo(longest / 10, report.ignored, ({ finding, reason, expires }) =>
        row([code(finding.id), prose(expires), prose(reason)]),
      ),
      '',
    );
  }
  if (report.fixed !== null && report.fixed.length > 0)
    lines.push('### Fixed', '', ...upTo(longest / 10, report.fixed, (id) => `- ${code(id)}`), '');
  return `${lines.join('\n').trimEnd()}\n`;
}

/** The command in a block, which GitHub gives a button to copy. */
function nextText(next: NextStep | null): readonly string[] {
  if (next === null) return [];
  return [prose(next.say), '', ...(next.run === null ? [] : [`<pre>${references(next.run)}</pre>`, ''])];
}

function findingsTable(findings: readonly Finding[]): readonly string[] {
  return [
    '| severity | where | finding | expected and actual | fix |',
    '| --- | --- | --- | --- | --- |',
    ...upTo(longest, findings, findingRow),
  ];
}

function findingRow(finding: Finding): string {
  const { place, check, message, expected, actual, evidence, fix, id, lastChange } = finding;
  const changed = lastChange === undefined ? [] : [prose(`changed: ${lastChangeText(lastChange)}`)];
  const { word } = headline(finding);
  const compared = comparison(expected, actual).map(([label, text]) => `${label} ${code(text)}`);
  return row([
    prose(word),
    prose(placeTitle(place)),
    [`**${prose(message)}**`, ...evidence.map(prose), ...changed, linked(check, id)].join('<br>'),
    compared.join('<br>'),
    fix.map(fixText).join('<br>'),
  ]);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Lines of as many as have room, and how many are left out. */
function upTo<T>(most: number, items: readonly T[], line: (item: T) => string): readonly string[] {
  const lines: string[] = [];
  let length = 0;
  for (const item of items) {
    const next = line(item);
    length += next.length;
    if (length > most) {
      lines.push(
        '',
        `${items.length - lines.length} more are left out. To see all of them, use --format json.`,
      );
      break;
    }
    lines.push(next);
  }
  return lines;
}

/**
 * Text that is only text: every character that Markdown or HTML could take for theirs as a reference. A zero-width
 * space behind `@` keeps GitHub from making a mention of a name, and one behind `#` from making a link.
 * https://github.github.com/gfm/
 */
function prose(text: string): string {
  return references(text).replace(/&#(64|35);/g, '&#$1;&#8203;');
}

/** The id of a finding, and behind it the page that says what its check means. */
function linked(check: CheckId, id: string): string {
  return `<a href="${checkPage(check)}">${code(id)}</a>`;
}

/** What to do, and its command as code. */
function fixText(text: string): string {
  const { say, run } = fixOf(text);
  if (run === null) return prose(say);
  return say === '' ? code(run) : `${prose(`${say}:`)} ${code(run)}`;
}

/** Within `<code>`, where nothing is a mention. */
function code(text: string): string {
  return `<code>${references(text)}</code>`;
}

function references(text: string): string {
  return oneLine(text).replace(
    /[^\p{L}\p{N} .,;()'%=?-]|(?<=www)\./giu,
    (character) => `&#${character.codePointAt(0)};`,
  );
}
