import { type Diagnosis, type DiagnosisState, diagnosisIds, isWell } from '../model/diagnosis.ts';
import { escapeName } from './escape.ts';
import type { Paint } from './paint.ts';
import { plural } from './plural.ts';

const stateWidth = 'warning'.length;
const idWidth = Math.max(...diagnosisIds.map((id) => id.length));
/** Where the words of a check begin, so that further lines stand below them. */
const indent = ' '.repeat(stateWidth + idWidth + 4);

/** A line for each check and its fixes below it, then the verdict. */
export function doctorText(found: readonly Diagnosis[], paint: Paint): string {
  const lines = found.flatMap(({ id, state, what, fix }) => {
    const [first = '', ...more] = what.split('\n').map(escapeName);
    return [
      `${painted(state, paint)(state.padEnd(stateWidth))}  ${id.padEnd(idWidth)}  ${first}`,
      ...more.map((line) => `${indent}${line}`),
      ...fix.map((one, index) => `${indent}${index === 0 ? paint.bold('fix:') : '    '} ${escapeName(one)}`),
    ];
  });
  return `${[...lines, '', verdict(found, paint)].join('\n')}\n`;
}

/** The stable object of `--json`. */
export function doctorJson(found: readonly Diagnosis[], sandbox: boolean): string {
  const checks = found.map(({ id, state, what, fix }) => ({ id, state, what, fix }));
  return `${JSON.stringify({ sandbox, checks, ok: isWell(found) })}\n`;
}

function verdict(found: readonly Diagnosis[], paint: Paint): string {
  const problems = count(found, 'problem');
  const warnings = count(found, 'warning');
  const counts = [
    ...(problems === 0 ? [] : [plural(problems, 'problem')]),
    ...(warnings === 0 ? [] : [plural(warnings, 'warning')]),
  ];
  if (counts.length === 0) return `${paint.good('✓')} no problem found`;
  return `${problems === 0 ? paint.warn('!') : paint.bad('✗')} ${counts.join(', ')}`;
}

function count(found: readonly Diagnosis[], state: DiagnosisState): number {
  return found.filter((one) => one.state === state).length;
}

function painted(state: DiagnosisState, paint: Paint): (text: string) => string {
  switch (state) {
    case 'ok':
      return paint.good;
    case 'warning':
      return paint.warn;
    case 'problem':
      return paint.bad;
    case 'skipped':
      return paint.dim;
  }
}
