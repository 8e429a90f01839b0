import type { AuditReport, Finding } from '../../audit/finding.ts';
import { auditExitCode, type FailOn, isSettled } from '../../audit/outcome.ts';
import type { Severity } from '../../model/checks.ts';
import { comparison } from './compare.ts';
import {
  headline,
  inOrder,
  nextLines,
  nextStep,
  oneLine,
  placeTitle,
  summary,
  tally,
  verdict,
} from './words.ts';

type Command = 'error' | 'warning' | 'notice';

const commands: Readonly<Record<Severity, Command>> = { high: 'error', medium: 'warning', low: 'notice' };

/**
 * Workflow commands that make annotations, worst first: GitHub shows ten of each kind a step. With `--since` those that
 * were known are notices. Every line is a command, so that none can begin within a name.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function auditGithub(report: AuditReport, failOn: FailOn, all = false): string {
  const last = auditExitCode(report, failOn) === 0 ? 'notice' : 'error';
  const { full, short } = inOrder(report.findings, all);
  const lines = [...full.map(annotation), ...short.map(knownAnnotation)];
  // First, because it must be among the ten that are shown.
  lines.unshift(
    command(
      last,
      'diverst org audit',
      [tally(report), verdict(report, failOn), summary(report), ...nextLines(nextStep(report))]
        .map(oneLine)
        .join('\n'),
    ),
  );
  return lines.join('');
}

function annotation(finding: Finding): string {
  const { severity, place, message, expected, actual, evidence, fix, id } = finding;
  const { word, title } = headline(finding);
  const lines = [
    message,
    ...comparison(expected, actual).map(([label, text]) => `${label}: ${text}`),
    ...evidence,
    ...fix.map((one) => `fix: ${one}`),
    `id: ${id}`,
  ];
  return command(
    isSettled(finding) ? 'notice' : commands[severity],
    `${word}: ${title === '' ? placeTitle(place) : `${title} (${placeTitle(place)})`}`,
    lines.map(oneLine).join('\n'),
  );
}

/** What an earlier report has already, in one line. */
function knownAnnotation(finding: Finding): string {
  const { word } = headline(finding);
  return command('notice', `${word}: ${placeTitle(finding.place)}`, oneLine(finding.id));
}

function command(kind: Command, title: string, message: string): string {
  return `::${kind} title=${data(title).replaceAll(':', '%3A').replaceAll(',', '%2C')}::${data(message)}\n`;
}

/** As the runner takes it apart: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
