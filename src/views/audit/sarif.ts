import { catalog, checkPage } from '../../audit/catalog.ts';
import type { AuditReport, Finding, IgnoredFinding } from '../../audit/finding.ts';
import { auditExitCode, type FailOn, isUnread } from '../../audit/outcome.ts';
import { checkIds, type Severity } from '../../model/checks.ts';
import { safeJson } from './json.ts';
import { lastChangeObject } from './last-change.ts';
import { oneLine, placeTitle, repairable, titleOf, verdict, worstFirst } from './words.ts';

export interface SarifOptions {
  /** Of diverst. */
  readonly version: string;
  readonly failOn: FailOn;
  /**
   * The configuration file, relative to the root of the repository and with slashes; null where there is none.
   * No finding is in a file; GitHub code scanning refuses a result without one.
   */
  readonly artifact: string | null;
}

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/** GitHub shows critical, high, medium and low by a number from 0 to 10. */
const securitySeverity: Readonly<Record<Severity, string>> = { high: '8.0', medium: '5.0', low: '2.0' };

/**
 * SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, with what GitHub needs beside it:
 * https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function auditSarif(report: AuditReport, options: SarifOptions): string {
  const exitCode = auditExitCode(report, options.failOn);
  const unread = report.findings.filter(isUnread);
  return safeJson({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'diverst', version: options.version, rules } },
        ...(report.origin === undefined ? {} : { properties: { ...report.origin } }),
        automationDetails: { id: `diverst-org-audit/${report.organizationId}/` },
        invocations: [
          {
            executionSuccessful: exitCode !== 3,
            exitCode,
            exitCodeDescription: verdict(report, options.failOn),
            ...(unread.length === 0
              ? {}
              : {
                  toolExecutionNotifications: unread.map(({ message }) => ({
                    level: 'error',
                    message: { text: oneLine(message) },
                  })),
                }),
          },
        ],
        results: [
          ...worstFirst(report.findings).map((finding) => result(finding, report, options)),
          ...report.ignored.map((ignored) => ({
            ...result(ignored.finding, report, options),
            suppressions: [suppression(ignored)],
          })),
        ],
      },
    ],
  });
}

const rules = checkIds.map((id) => {
  const { title, severity, escalates, holds, why, fix, page } = catalog[id];
  const worst = escalates === undefined ? '' : ` (${escalates})`;
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: holds },
    help: {
      text: `${holds} ${why}\nSeverity: ${severity}${worst}.\nFix: ${fix}${page === undefined ? '' : `\nAWS: ${page}`}`,
    },
    helpUri: checkPage(id),
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ['security'], 'security-severity': securitySeverity[severity] },
  };
});

function result(finding: Finding, report: AuditReport, { artifact }: SarifOptions) {
  const { id, check, severity, place, subject, message, expected, actual, evidence, fix, age, lastChange } =
    finding;
  const where = [report.organizationId, ...(place.accountId === null ? [] : [place.accountId])].join('/');
  const lines = [
    `${placeTitle(place)}: ${oneLine(message)}`,
    ...(expected === null ? [] : [`expected: ${oneLine(expected)}`]),
    ...(actual === null ? [] : [`actual: ${oneLine(actual)}`]),
    ...evidence.map(oneLine),
    ...fix.map((one) => `fix: ${oneLine(one)}`),
  ];
  return {
    ruleId: check,
    ruleIndex: checkIds.indexOf(check),
    level: levels[severity],
    // `[text](target)` is a link, by the standard's section on messages with embedded links.
    message: { text: lines.join('\n').replaceAll('](', '] (') },
    locations: [
      {
        ...(artifact === null
          ? {}
          : {
              physicalLocation: {
                artifactLocation: { uri: artifact.split('/').map(encodeURIComponent).join('/') },
                region: { startLine: 1 },
              },
            }),
        logicalLocations: [
          { name: placeTitle(place), fullyQualifiedName: where, kind: place.kind },
          { name: oneLine(subject), fullyQualifiedName: `${where}/${oneLine(subject)}`, kind: 'subject' },
        ],
      },
    ],
    // GitHub distinguishes alerts of one place by the second of them.
    partialFingerprints: { 'diverstFinding/v1': oneLine(id), primaryLocationLineHash: oneLine(id) },
    ...(age === null ? {} : { baselineState: age === 'new' ? 'new' : 'unchanged' }),
    properties: {
      title: titleOf(finding),
      severity,
      repairable: repairable(finding),
      ...(lastChange === undefined ? {} : { lastChange: lastChangeObject(lastChange) }),
    },
  };
}

function suppression({ reason, expires }: IgnoredFinding) {
  return {
    kind: 'external',
    status: 'accepted',
    justification: oneLine(reason),
    properties: { expires },
  };
}
