import type { AuditReport, Finding } from '../../audit/finding.ts';
import { fixOf } from '../../model/fix.ts';
import { csvRow } from '../csv.ts';
import { repairable, worstFirst } from './words.ts';

const columns = [
  ...['severity', 'check', 'place', 'name', 'account', 'finding'],
  ...['repairable', 'age', 'command', 'id'],
];

/** A row for each finding, the worst first, below a row of stable names. */
export function auditCsv({ findings }: AuditReport): string {
  return [columns, ...worstFirst(findings).map(cells)].map(csvRow).join('');
}

function cells(finding: Finding) {
  const { severity, check, place, message, age, fix, id } = finding;
  const command = fix.map((one) => fixOf(one).run).find((run) => run !== null) ?? null;
  return [
    ...[severity, check, place.kind, place.name, place.accountId, message],
    ...[repairable(finding), age, command, id],
  ];
}
