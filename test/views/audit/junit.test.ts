import { describe, expect, it } from 'vitest';
import type { AuditReport } from '../../../src/audit/finding.ts';
import { checkIds } from '../../../src/model/checks.ts';
import { auditJunit } from '../../../src/views/audit/junit.ts';
import { cleanReport, finding, hostileReport, richReport, trustFinding } from '../../support/audit-report.ts';
import { parseXml, type XmlElement } from '../../support/xml.ts';

const suitesOf = (report: AuditReport) => parseXml(auditJunit(report));

function casesOf(report: AuditReport, check: string): readonly XmlElement[] {
  const suite = suitesOf(report).children.find(({ attributes }) => attributes.name?.startsWith(`${check}:`));
  return suite?.children ?? [];
}

/** What a server counts, from the test cases themselves. */
function counted(cases: readonly XmlElement[]) {
  const count = (name: string) =>
    cases.filter(({ children }) => children.some((child) => child.name === name)).length;
  return {
    tests: String(cases.length),
    failures: String(count('failure')),
    errors: String(count('error')),
    skipped: String(count('skipped')),
  };
}

describe('the JUnit XML of an audit', () => {
  it('of a clean organization has a passed test for every check', () => {
    const root = suitesOf(cleanReport);
    expect(root.attributes).toMatchObject({
      tests: String(checkIds.length),
      failures: '0',
      errors: '0',
      skipped: '0',
    });
    expect(root.children).toHaveLength(checkIds.length);
    for (const suite of root.children) {
      expect(suite.children).toHaveLength(1);
      expect(suite.children[0]?.children).toEqual([]);
    }
  });

  it.each([
    ['rich', richReport],
    ['hostile', hostileReport],
  ])('of a %s report has the numbers of its test cases', (_, report) => {
    const root = suitesOf(report);
    for (const suite of root.children) expect(suite.attributes).toMatchObject(counted(suite.children));
    expect(root.attributes).toMatchObject(counted(root.children.flatMap(({ children }) => children)));
  });

  it('has a failed test for a finding, which says all of it', () => {
    const [test] = casesOf(richReport, 'trust-other-client');
    expect(test?.attributes).toEqual({
      classname: 'diverst.trust-other-client',
      name: 'client acme 333333333333: acme',
    });
    const [failure] = test?.children ?? [];
    expect(failure).toMatchObject({
      name: 'failure',
      attributes: { type: 'high', message: trustFinding.message },
    });
    for (const text of [
      trustFinding.expected,
      trustFinding.actual,
      ...trustFinding.evidence,
      ...trustFinding.fix,
    ])
      expect(failure?.text).toContain(text);
  });

  it('has an error for what was not audited, and skips what is ignored', () => {
    expect(casesOf(richReport, 'not-audited').map(({ children }) => children[0]?.name)).toEqual(['error']);
    expect(casesOf(richReport, 'unit-extra').map(({ children }) => children[0])).toMatchObject([
      {
        name: 'skipped',
        attributes: { message: 'ignored until 2027-03-31: closed accounts are kept there' },
      },
    ]);
  });

  it('with --since skips what was known, but not what was not audited', () => {
    const place = trustFinding.place;
    const report: AuditReport = {
      ...cleanReport,
      findings: [
        finding('trust-mfa', 'acme', place, { age: 'known' }),
        finding('role-missing', 'acme', place, { age: 'new' }),
        finding('not-audited', 'acme', place, { age: 'known' }),
      ],
      fixed: [],
    };
    const outcome = (check: string) => casesOf(report, check).map(({ children }) => children[0]?.name);
    expect([outcome('trust-mfa'), outcome('role-missing'), outcome('not-audited')]).toEqual([
      ['skipped'],
      ['failure'],
      ['error'],
    ]);
  });

  it('is well-formed whatever the names, and keeps them as text', () => {
    const cases = casesOf(hostileReport, 'account-name-duplicate');
    const names = cases.map(({ attributes }) => attributes.name);
    for (const name of [']]>', '<script>alert(1)</script>', '&amp;', 'a|b', '日本語 é 😀'])
      expect(names.some((one) => one?.endsWith(`: ${name}`))).toBe(true);
    expect(names.some((name) => name?.includes('\\u001b[31mred'))).toBe(true);
    expect(cases.every(({ children }) => children.length === 1)).toBe(true);
    expect(() => parseXml('<a>\u0007</a>')).toThrow();
    expect(() => parseXml('<a>\uffff</a>')).toThrow();
  });
});
