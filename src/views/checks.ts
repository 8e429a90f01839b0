import { type Check, catalog, checkPage } from '../audit/catalog.ts';
import { severityRank } from '../audit/outcome.ts';
import { type CheckId, checkIds } from '../model/checks.ts';
import { paintSeverity } from './audit/text.ts';
import { csvRow } from './csv.ts';
import type { Paint } from './paint.ts';

/** The possible fixes, in words. */
export const repairWords: Readonly<Record<Check['repair'], string>> = {
  yes: 'diverst org repair fixes the finding',
  named: 'diverst org repair fixes the finding if you name it with --only',
  no: 'diverst cannot repair the finding, so fix it yourself',
};

/** A line for each check, the worst first: id, severity, title. */
export function checksText(paint: Paint): string {
  const width = Math.max(...checkIds.map((id) => id.length));
  const lines = worstFirst().map((id) => {
    const { severity, title } = catalog[id];
    return `${id.padEnd(width)}  ${paintSeverity(severity, paint)(severity.padEnd('severity'.length))}  ${title}`;
  });
  return `${[paint.dim(`${'check'.padEnd(width)}  severity  title`), ...lines].join('\n')}\n`;
}

function worstFirst(): readonly CheckId[] {
  return checkIds.toSorted((a, b) => severityRank(catalog[a].severity) - severityRank(catalog[b].severity));
}

/** All that there is to say of one check. */
export function checkText(id: CheckId, paint: Paint): string {
  const check = catalog[id];
  const rows = [
    ['severity', severityText(check)],
    ['must hold', check.holds],
    ['why', check.why],
    ['fix', check.fix],
    ['repair', repairWords[check.repair]],
    ['docs', checkPage(id)],
    ...(check.page === undefined ? [] : [['AWS', check.page] as const]),
  ] as const;
  const lines = rows.map(([label, text]) => `  ${paint.dim(label.padEnd('must hold'.length))}  ${text}`);
  return `${[`${paint.bold(id)}  ${check.title}`, ...lines].join('\n')}\n`;
}

/** A row for each check, the worst first, below a row of stable names. */
export function checksCsv(id: CheckId | null): string {
  const rows = (id === null ? worstFirst() : [id]).map(checkObject);
  const header = ['id', 'severity', 'title', 'repairable', 'must_hold', 'why', 'fix', 'page'];
  return [
    header,
    ...rows.map((one) => [
      ...[one.id, one.severity, one.title, one.repairable, one.holds, one.why, one.fix, one.page],
    ]),
  ]
    .map(csvRow)
    .join('');
}

/** The stable objects of `--json`: one for a check, a list for all of them. */
export function checksJson(id: CheckId | null): string {
  return `${JSON.stringify(id === null ? { checks: checkIds.map(checkObject) } : checkObject(id))}\n`;
}

export function severityText({ severity, escalates }: Check): string {
  return escalates === undefined ? severity : `${severity}, ${escalates}`;
}

function checkObject(id: CheckId) {
  const { title, severity, escalates, holds, why, fix, repair, page } = catalog[id];
  return {
    id,
    title,
    severity,
    escalates: escalates ?? null,
    holds,
    why,
    fix,
    repairable: repair,
    page: page ?? null,
  };
}
