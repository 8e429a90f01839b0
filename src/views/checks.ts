import { type Check, catalog, checkPage } from '../audit/catalog.ts';
import { severityRank } from '../audit/outcome.ts';
import { type CheckId, checkIds } from '../model/checks.ts';
import { paintSeverity } from './audit/text.ts';
import type { Paint } from './paint.ts';

/** The possible fixes, in words. */
export const repairWords: Readonly<Record<Check['repair'], string>> = {
  yes: 'diverst org repair does it',
  named: 'diverst org repair does it where it is named with --only',
  no: 'by hand',
};

/** A line for each check, the worst first: id, severity, title. */
export function checksText(paint: Paint): string {
  const width = Math.max(...checkIds.map((id) => id.length));
  const sorted = checkIds.toSorted(
    (a, b) => severityRank(catalog[a].severity) - severityRank(catalog[b].severity),
  );
  const lines = sorted.map((id) => {
    const { severity, title } = catalog[id];
    return `${id.padEnd(width)}  ${paintSeverity(severity, paint)(severity.padEnd('severity'.length))}  ${title}`;
  });
  return `${[paint.dim(`${'check'.padEnd(width)}  severity  title`), ...lines].join('\n')}\n`;
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
