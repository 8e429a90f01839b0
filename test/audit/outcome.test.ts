import { describe, expect, it } from 'vitest';
import type { AuditReport } from '../../src/audit/finding.ts';
import { auditExitCode, type FailOn, notAudited } from '../../src/audit/outcome.ts';
import type { CheckId, Severity } from '../../src/model/checks.ts';
import { cleanReport, clientPlace, finding } from '../support/audit-report.ts';

const place = clientPlace('acme', '333333333333');

function report(...severities: readonly Severity[]): AuditReport {
  return {
    ...cleanReport,
    findings: severities.map((severity, index) => finding('role-missing', `${index}`, place, { severity })),
  };
}

function withUnread(check: CheckId = 'not-audited') {
  return finding(check, 'acme', place);
}

describe('what an audit ends with', () => {
  it.each<[readonly Severity[], FailOn, number]>([
    [[], 'low', 0],
    [['low'], 'low', 2],
    [['low'], 'medium', 0],
    [['medium'], 'medium', 2],
    [['high'], 'medium', 2],
    [['medium', 'low'], 'high', 0],
    [['low', 'high'], 'high', 2],
    [['high'], 'none', 0],
  ])('%j with --fail-on %s is %i', (severities, failOn, code) => {
    expect(auditExitCode(report(...severities), failOn)).toBe(code);
  });

  it('is 3 where something was not audited, drift or not, whatever fails', () => {
    const unread = { ...cleanReport, findings: [withUnread()] };
    for (const failOn of ['low', 'medium', 'high', 'none'] as const) {
      expect(auditExitCode(unread, failOn)).toBe(3);
      expect(
        auditExitCode({ ...report('high'), counts: { ...cleanReport.counts, notAudited: 2 } }, failOn),
      ).toBe(3);
    }
  });

  it('is 3 also where the configuration says not to report it', () => {
    const ignored = [{ finding: withUnread(), reason: 'known', expires: '2027-01-01' }];
    expect(auditExitCode({ ...cleanReport, ignored }, 'medium')).toBe(3);
    expect(notAudited({ ...cleanReport, ignored })).toBe(1);
  });

  it('with --since counts what is new only, but what was not audited always', () => {
    const aged = (age: 'new' | 'known', check: CheckId = 'trust-everyone') => ({
      ...cleanReport,
      findings: [finding(check, 'acme', place, { age })],
      fixed: [],
    });
    expect(auditExitCode(aged('known'), 'low')).toBe(0);
    expect(auditExitCode(aged('new'), 'low')).toBe(2);
    expect(auditExitCode(aged('known', 'not-audited'), 'low')).toBe(3);
  });
});
