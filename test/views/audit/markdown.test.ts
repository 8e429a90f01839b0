import { describe, expect, it } from 'vitest';
import type { AuditReport } from '../../../src/audit/finding.ts';
import { auditMarkdown } from '../../../src/views/audit/markdown.ts';
import {
  cleanReport,
  clientPlace,
  finding,
  hostileNames,
  hostileReport,
  richReport,
} from '../../support/audit-report.ts';

/** The cells of each line of a table, as a reader of Markdown takes them apart. */
function rowsOf(markdown: string): readonly (readonly string[])[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

/** What a cell shows: references as their characters, and the tags that the view itself makes taken out. */
function shown(cell: string): string {
  return cell
    .replaceAll('<br>', '\n')
    .replace(/<\/?code>|\*\*|<a href="[^"]*">|<\/a>/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('\u200b', '');
}

describe('the Markdown of an audit', () => {
  it('of a clean organization is no table', () => {
    const markdown = auditMarkdown(cleanReport, 'medium');
    expect(shown(markdown)).toContain('no findings (exit code 0: clean)');
    expect(rowsOf(markdown)).toEqual([]);
  });

  it('has a row for each finding, worst first, and for each that is ignored', () => {
    const [, ...rows] = rowsOf(auditMarkdown(richReport, 'medium'));
    const findings = rows.slice(0, richReport.findings.length);
    expect(findings.map(([severity]) => severity)).toEqual([
      'high',
      'high',
      'not audited',
      ...Array(5).fill('medium'),
      'low',
    ]);
    const trust = findings.find((cells) => cells[2]?.includes('trust-other-client'));
    expect(trust?.map(shown)).toEqual([
      'high',
      'client acme 333333333333',
      [
        'The trust policy of role acme-production lets in account 444444444444 (client globex).',
        'arn:aws:iam::333333333333:role/acme-production',
        'trust-other-client:acme',
      ].join('\n'),
      [
        'expected Principal {"AWS":"arn:aws:iam::222222222222:root"}',
        'actual Principal {"AWS":["arn:aws:iam::222222222222:root","arn:aws:iam::444444444444:root"]}',
        'same Effect, Action',
      ].join('\n'),
      'diverst org repair --only trust-other-client:acme',
    ]);
    expect(rows.at(-1)?.map(shown)).toEqual([
      'unit-extra:Suspended',
      '2027-03-31',
      'closed accounts are kept there',
    ]);
  });

  it('links each finding to its check, and shows whole commands as code', () => {
    const fix = [
      'diverst org repair --only trust-mfa:acme',
      'or delete the role, then run: diverst client init acme',
      'find out who uses it: aws iam get-role --role-name x --query "Role.[RoleLastUsed]"',
      'write to the people of diverst who know',
    ];
    const markdown = auditMarkdown(
      {
        ...cleanReport,
        findings: [finding('trust-mfa', 'acme', clientPlace('acme', '333333333333'), { fix })],
      },
      'medium',
    );
    expect(markdown).toContain(
      '<a href="https://github.com/diverst/diverst/blob/main/docs/checks.md#trust-mfa"><code>trust&#45;mfa'.replace(
        '&#45;',
        '-',
      ),
    );
    expect(
      [...markdown.matchAll(/<code>(.*?)<\/code>/g)].map(([, code = '']) => shown(code)).slice(1),
    ).toEqual([
      'diverst org repair --only trust-mfa:acme',
      'diverst client init acme',
      'aws iam get-role --role-name x --query "Role.[RoleLastUsed]"',
    ]);
  });

  it('with --since has a line for each that was known, behind what is new', () => {
    const place = clientPlace('acme', '333333333333');
    const report: AuditReport = {
      ...cleanReport,
      findings: [
        finding('trust-mfa', 'acme', place, { age: 'known' }),
        finding('role-missing', 'acme', place, { age: 'new' }),
      ],
      fixed: [],
    };
    expect(rowsOf(auditMarkdown(report, 'medium')).map((cells) => cells.length)).toEqual([5, 5, 3, 3]);
    const [, fresh, , known] = rowsOf(auditMarkdown(report, 'medium'));
    expect(fresh?.[0]).toBe('medium, new');
    expect(known?.map(shown)).toEqual(['high', 'client acme 333333333333', 'trust-mfa:acme']);
    expect(rowsOf(auditMarkdown(report, 'medium', true)).map((cells) => cells.length)).toEqual([5, 5, 5]);
  });

  it('with --since lists what is fixed', () => {
    const markdown = auditMarkdown({ ...cleanReport, fixed: ['grant-missing:acme'] }, 'medium');
    expect(shown(markdown)).toContain('### Fixed\n\n- grant-missing:acme');
  });

  it('shows every name as it is, and lets none be Markdown, HTML, a mention or a link', () => {
    const markdown = auditMarkdown(hostileReport, 'medium');
    const rows = rowsOf(markdown);
    expect(rows.length).toBe(2 + hostileReport.findings.length + hostileReport.ignored.length);
    for (const cells of rows.slice(1, 1 + hostileNames.length)) expect(cells).toHaveLength(5);
    const visible = shown(markdown);
    for (const name of [
      'a|b',
      '`code`',
      '<script>alert(1)</script>',
      '@somebody',
      '[link](https://example.com)',
    ])
      expect(visible).toContain(`\n${name}\n`);
    const own = markdown
      .replaceAll('<br>', '')
      .replace(
        /<\/?code>|\*\*[^*]*\*\*|<a href="https:\/\/github\.com\/diverst\/diverst\/blob\/main\/docs\/checks\.md#[a-z-]+">|<\/a>/g,
        '',
      )
      .replace(/^[#|-].*? /gm, '');
    expect(own).not.toMatch(/[<>`*_~[\]!@$\\]|:\/\/|www\./);
    expect(markdown).not.toMatch(/&#64;(?!&#8203;)[^<]*<br>/);
  });

  it('stays below what GitHub shows, and says how many are left out', () => {
    const findings = Array.from({ length: 20_000 }, (_, index) =>
      finding('role-missing', `client-${index}`, clientPlace(`client-${index}`, '333333333333')),
    );
    const report: AuditReport = { ...cleanReport, findings };
    const markdown = auditMarkdown(report, 'medium');
    expect(Buffer.byteLength(markdown)).toBeLessThan(1024 * 1024);
    const reported = rowsOf(markdown).length - 1;
    expect(reported).toBeGreaterThan(500);
    expect(markdown).toContain(`${20_000 - reported} more are left out`);
  });
});
