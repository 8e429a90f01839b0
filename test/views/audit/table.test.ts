import { describe, expect, it } from 'vitest';
import type { AuditReport } from '../../../src/audit/finding.ts';
import { auditCsv } from '../../../src/views/audit/csv.ts';
import { auditTable } from '../../../src/views/audit/table.ts';
import { plain } from '../../../src/views/paint.ts';
import { cleanReport, hostileReport, richReport } from '../../support/audit-report.ts';

function lines(report: AuditReport, width: number | null): readonly string[] {
  return auditTable(report, { failOn: 'medium', width }, plain).trimEnd().split('\n');
}

describe('the table of an audit', () => {
  it('has a row for each finding, the worst first, and ends as the text does', () => {
    const all = lines(richReport, null);
    expect(all[0]).toBe('severity     check                 place                            title');
    expect(all.slice(1, 4)).toEqual([
      'high         grant-broader         account Ops 222222222222         The policy everything of group production reaches every role of every account.',
      'high         trust-other-client    client acme 333333333333         The trust policy of role acme-production lets in account 444444444444 (client globex).',
      'not audited  not-audited           client initech 555555555555      Account initech could not be read.',
    ]);
    expect(all).toHaveLength(1 + richReport.findings.length + 1 + 4);
    expect(all.at(-1)).toBe('  diverst org repair --dry-run');
  });

  it('fits the width: first the title breaks, then the place stands before it, then both below the check', () => {
    const rowOf = (width: number) => {
      const all = lines(richReport, width);
      const at = all.findIndex((line) => line.includes('not-audited'));
      return all.slice(at, at + 3);
    };
    expect(rowOf(100)).toEqual([
      'not audited  not-audited           client initech 555555555555      Account initech could not be',
      '                                                                    read.',
      expect.stringMatching(/^medium/),
    ]);
    expect(rowOf(80)).toEqual([
      'not audited  not-audited           client initech 555555555555: Account initech',
      '                                   could not be read.',
      expect.stringMatching(/^medium/),
    ]);
    expect(rowOf(40)).toEqual([
      'not audited  not-audited',
      '  client initech 555555555555: Account',
      '  initech could not be read.',
    ]);
  });

  it.each([40, 80, 200])('at %i columns cuts no word and passes no edge', (width) => {
    const words = (text: readonly string[]) => text.join(' ').split(/\s+/);
    const known = new Set(words(lines(richReport, null)).map((word) => word.replace(/:$/, '')));
    const all = lines(richReport, width);
    expect(words(all).filter((word) => !known.has(word.replace(/:$/, '')))).toEqual([]);
    expect(all.filter((line) => line.length > width)).toEqual([]);
  });

  it('is the line of the text if nothing was found', () => {
    expect(lines(cleanReport, 80)).toEqual([
      '✓ clean: o-exampleorg1: 14 accounts, 10 clients; 12 audited; 3.4 s',
    ]);
  });

  it('is moved by no name', () => {
    for (const width of [null, 80, 40])
      for (const line of lines(hostileReport, width))
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]|^\s*::|##\[/);
  });
});

describe('the CSV of an audit', () => {
  it('has a row of names, and one for each finding, the worst first', () => {
    const rows = auditCsv(richReport).split('\r\n');
    expect(rows.slice(0, 3)).toEqual([
      'severity,check,place,name,account,finding,repairable,age,command,id',
      'high,grant-broader,ops,Ops,222222222222,The policy everything of group production reaches every role of every account.,no,,diverst org repair --only grant-broader:everything,grant-broader:everything',
      'high,trust-other-client,client,acme,333333333333,The trust policy of role acme-production lets in account 444444444444 (client globex).,yes,,diverst org repair --only trust-other-client:acme,trust-other-client:acme',
    ]);
    expect(rows).toHaveLength(richReport.findings.length + 2);
    expect(rows.at(-1)).toBe('');
  });

  it('quotes what holds a comma or a quotation mark, and lets no cell be a formula', () => {
    const [first] = richReport.findings;
    if (first === undefined) throw new Error('the report has findings');
    const named = { ...first, message: 'a, "b"', place: { ...first.place, name: '=1+1' } };
    expect(auditCsv({ ...cleanReport, findings: [named] })).toContain(
      `,'=1+1,${first.place.accountId},"a, ""b""",`,
    );
  });
});
