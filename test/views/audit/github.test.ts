import { describe, expect, it } from 'vitest';
import type { AuditReport } from '../../../src/audit/finding.ts';
import { auditGithub } from '../../../src/views/audit/github.ts';
import { cleanReport, finding, hostileReport, richReport, trustFinding } from '../../support/audit-report.ts';

interface Annotation {
  readonly command: string;
  readonly title: string;
  readonly message: string;
}

/** Reads workflow commands as the runner does. */
function annotations(report: AuditReport, all = false): readonly Annotation[] {
  const text = auditGithub(report, 'medium', all);
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split(/\r\n|[\r\n]/)
    .map((line) => {
      const [, command = '', properties = '', data = ''] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? [];
      const pairs = properties.split(',').map((pair) => pair.split('='));
      expect(pairs.map(([name]) => name)).toEqual(['title']);
      const title = properties.slice('title='.length);
      return { command, title: decoded(title), message: decoded(data) };
    });
}

function decoded(text: string): string {
  return text
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%0A', '\n')
    .replaceAll('%0D', '\r')
    .replaceAll('%25', '%');
}

describe('the GitHub annotations of an audit', () => {
  it('of a clean organization are one notice', () => {
    expect(annotations(cleanReport)).toMatchObject([
      {
        command: 'notice',
        title: 'diverst org audit',
        message: expect.stringContaining('exit code 0: clean'),
      },
    ]);
  });

  it('are one for each finding, by severity and worst first, behind the tally', () => {
    const [first, ...rest] = annotations(richReport);
    expect(first).toMatchObject({ command: 'error', message: expect.stringContaining('1 not audited') });
    expect(rest.map(({ command }) => command)).toEqual([
      ...['error', 'error', 'error'],
      ...Array(5).fill('warning'),
      'notice',
    ]);
    expect(rest.find(({ title }) => title.includes('another client'))).toEqual({
      command: 'error',
      title: 'high: client role trusts another client’s account (client acme 333333333333)',
      message: [
        trustFinding.message,
        'expected: Principal {"AWS":"arn:aws:iam::222222222222:root"}',
        'actual: Principal {"AWS":["arn:aws:iam::222222222222:root","arn:aws:iam::444444444444:root"]}',
        'same: Effect, Action',
        'arn:aws:iam::333333333333:role/acme-production',
        'fix: diverst org repair --only trust-other-client:acme',
        'id: trust-other-client:acme',
      ].join('\n'),
    });
  });

  it('with --since are notices for what was known', () => {
    const report: AuditReport = {
      ...cleanReport,
      findings: [finding('trust-mfa', 'acme', trustFinding.place, { age: 'known' })],
      fixed: [],
    };
    const [, known] = annotations(report);
    expect(annotations(report).map(({ command }) => command)).toEqual(['notice', 'notice']);
    expect(known?.message).toBe('trust-mfa:acme');
    const [, inFull] = annotations(report, true);
    expect(inFull?.message).toContain('id: trust-mfa:acme');
  });

  it('are one line for each finding, whatever the names: none begins a command or a property', () => {
    const all = annotations(hostileReport);
    expect(all).toHaveLength(1 + hostileReport.findings.length);
    expect(all.slice(1).map(({ command }) => command)).toEqual(all.slice(1).map(() => 'warning'));
    expect(all.some(({ message }) => message.includes('::error::injected'))).toBe(true);
    // A percent sign of a name comes out as itself, not as what follows it says.
    expect(all.some(({ message }) => message.startsWith('%0A::error::x'))).toBe(true);
    expect(auditGithub(hostileReport, 'medium')).not.toMatch(/##\[|##vso\[/);
  });
});
