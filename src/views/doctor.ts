import {
  type CallerPlace,
  type Diagnosis,
  type DiagnosisState,
  diagnosisIds,
  isWell,
} from '../model/diagnosis.ts';
import { escapeName } from './escape.ts';
import { fixLines } from './next-commands.ts';
import type { Paint } from './paint.ts';
import { plural } from './plural.ts';
import { wrapped } from './wrapped.ts';

const stateWidth = 'warning'.length;
const idWidth = Math.max(...diagnosisIds.map((id) => id.length));
const gap = '  ';
/** Where the words of a check begin, so that further lines stand below them. */
const column = stateWidth + idWidth + 2 * gap.length;
/** The same in a terminal that is too narrow for columns. */
const lowColumn = 4;
/** The least columns that the words of a check are worth. */
const leastRoom = 30;

/** What the doctor found, and for whom. */
interface DoctorResult {
  readonly found: readonly Diagnosis[];
  readonly place: CallerPlace | null;
  /** The command to continue with, complete; null while there is a problem. */
  readonly next: string | null;
}

/**
 * Lines for each check and its fixes, then the verdict: problems first, then warnings, of which the one of Node is last.
 * @param width columns; null for no limit. A command stays one line, so that it can be pasted
 */
export function doctorText(
  { found, place, next }: DoctorResult,
  paint: Paint,
  width: number | null = null,
): string {
  const lines = alike(inRank(found)).flatMap((group) => groupLines(group, paint, width));
  return `${[
    ...(place === null ? [] : [...wrapped('', placeWords[place], width), '']),
    ...lines,
    '',
    verdict(found, paint),
    ...(next === null ? [] : [`${paint.dim('next')}  ${escapeName(next)}`]),
  ].join('\n')}\n`;
}

const placeWords: Readonly<Record<CallerPlace, string>> = {
  management: 'You work in the management account, as an administrator of the organization.',
  member: 'You work in a member account. To check your access as an admin, add --profile NAME.',
  'no organization': 'You work in an account that is not part of an organization.',
};

const states: readonly DiagnosisState[] = ['problem', 'warning', 'ok', 'skipped'];

function inRank(found: readonly Diagnosis[]): readonly Diagnosis[] {
  const rank = ({ id, state }: Diagnosis) =>
    states.indexOf(state) + (id === 'node' && state === 'warning' ? 0.5 : 0);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

/** Checks that were skipped for the same reason belong together: the others are what matters. */
function alike(found: readonly Diagnosis[]): readonly (readonly Diagnosis[])[] {
  const keyOf = ({ id, state, what }: Diagnosis) => (state === 'skipped' ? what : id);
  return [...new Set(found.map(keyOf))].map((key) => found.filter((one) => keyOf(one) === key));
}

function groupLines(group: readonly Diagnosis[], paint: Paint, width: number | null): readonly string[] {
  const [first, ...more] = group;
  if (first === undefined) return [];
  if (more.length === 0) return checkLines(first, paint, width);
  const state = painted(first.state, paint)(first.state.padEnd(stateWidth));
  const names = group.map(({ id }) => id).join(', ');
  const at = stateWidth + gap.length;
  return wrapped(`${state}${gap}`, `${names}: ${escapeName(first.what)}`, width, at);
}

function checkLines(
  { id, state, what, fix }: Diagnosis,
  paint: Paint,
  width: number | null,
): readonly string[] {
  const isNarrow = width !== null && width - column < leastRoom;
  const at = isNarrow ? lowColumn : column;
  const indent = ' '.repeat(at);
  const shown = painted(state, paint)(state.padEnd(stateWidth));
  const head = `${shown}${gap}${isNarrow ? id : id.padEnd(idWidth)}${isNarrow ? '' : gap}`;
  const [first = '', ...more] = what.split('\n').map(escapeName);
  const firstLines = isNarrow
    ? [head, ...wrapped(indent, first, width)]
    : wrapped(head, first, width, column);
  return [
    ...firstLines,
    ...more.flatMap((line) => wrapped(indent, line, width)),
    ...fixLines(fix, `${indent}${paint.bold('fix:')} `, width, at + 'fix: '.length),
  ];
}

/** The stable object of `--json`, in the order of `diagnosisIds`. */
export function doctorJson({ found, place, next }: DoctorResult, sandbox: boolean): string {
  const checks = found.map(({ id, state, what, fix }) => ({ id, state, what, fix }));
  return `${JSON.stringify({ sandbox, place, checks, ok: isWell(found), next })}\n`;
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
