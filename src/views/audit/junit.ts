import { catalog } from '../../audit/catalog.ts';
import type { AuditReport, Finding } from '../../audit/finding.ts';
import { isSettled, isUnread } from '../../audit/outcome.ts';
import { type CheckId, checkIds } from '../../model/checks.ts';
import type { Origin } from '../../model/origin.ts';
import { oneLine, placeTitle, worstFirst } from './words.ts';

/** The result of one test case. */
type Outcome = 'passed' | 'failure' | 'error' | 'skipped';

interface TestCase {
  readonly name: string;
  readonly outcome: Outcome;
  readonly xml: string;
}

/**
 * JUnit's XML as CI servers read it: a suite for each check, a failed test for each finding, a passed one where a check
 * found nothing. What could not be read is an error; what is ignored, or with `--since` was known, is skipped.
 */
export function auditJunit(report: AuditReport): string {
  const suites = checkIds.map((check) => ({ check, cases: casesOf(check, report) }));
  const all = suites.flatMap(({ cases }) => cases);
  const properties = propertyLines(report.origin);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: `diverst org audit ${report.organizationId}`, ...numbers(all), time: report.counts.seconds.toFixed(3) })}>`,
  ];
  for (const { check, cases } of suites) {
    lines.push(
      `  <testsuite${attributes({ name: `${check}: ${catalog[check].title}`, ...numbers(cases) })}>`,
      ...properties,
      ...cases.map(({ xml }) => xml),
      '  </testsuite>',
    );
  }
  lines.push('</testsuites>');
  return `${lines.join('\n')}\n`;
}

/** A suite's own, because readers know no properties of all suites together. */
function propertyLines(origin: Origin | undefined): readonly string[] {
  if (origin === undefined) return [];
  const { sandbox, profile, caller } = origin;
  const values = { sandbox: String(sandbox), ...(profile === null ? {} : { profile }), caller };
  const each = Object.entries(values).map(
    ([name, value]) => `<property${attributes({ name, value: oneLine(value) })}/>`,
  );
  return [`    <properties>${each.join('')}</properties>`];
}

function casesOf(check: CheckId, { findings, ignored }: AuditReport): readonly TestCase[] {
  const cases = [
    ...worstFirst(findings.filter((finding) => finding.check === check)).map((finding) =>
      isSettled(finding) ? skipped(finding, 'known from the earlier report') : failed(finding),
    ),
    ...ignored
      .filter(({ finding }) => finding.check === check)
      .map(({ finding, reason, expires }) => skipped(finding, `ignored until ${expires}: ${reason}`)),
  ];
  return cases.length > 0 ? cases : [testCase(check, catalog[check].holds, 'passed', '')];
}

function failed(finding: Finding): TestCase {
  const { check, severity, message, expected, actual, evidence, fix } = finding;
  const outcome = isUnread(finding) ? 'error' : 'failure';
  const body = [
    ...(expected === null ? [] : [`expected  ${oneLine(expected)}`]),
    ...(actual === null ? [] : [`actual    ${oneLine(actual)}`]),
    ...evidence.map((fact) => `evidence  ${oneLine(fact)}`),
    ...fix.map((one) => `fix       ${oneLine(one)}`),
  ].join('\n');
  const content = `<${outcome}${attributes({ type: severity, message: oneLine(message) })}>${xml(body)}</${outcome}>`;
  return testCase(check, nameOf(finding), outcome, content);
}

function skipped(finding: Finding, why: string): TestCase {
  return testCase(
    finding.check,
    nameOf(finding),
    'skipped',
    `<skipped${attributes({ message: oneLine(why) })}/>`,
  );
}

function nameOf({ place, subject }: Finding): string {
  return `${placeTitle(place)}: ${oneLine(subject)}`;
}

function testCase(check: CheckId, name: string, outcome: Outcome, content: string): TestCase {
  const start = `    <testcase${attributes({ classname: `diverst.${check}`, name })}`;
  return { name, outcome, xml: content === '' ? `${start}/>` : `${start}>${content}</testcase>` };
}

function numbers(cases: readonly TestCase[]) {
  const count = (outcome: Outcome) => cases.filter((one) => one.outcome === outcome).length;
  return {
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xml(String(value))}"`)
    .join('');
}

/** Characters that XML 1.0 does not take, not even as references, and those that mean something to it. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
