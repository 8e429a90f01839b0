import type { ChangeStatus, Step } from '../plan/change.ts';
import { changeTitle, lostContent, targetOf, writtenDocument } from '../plan/changes/table.ts';
import { escapeName } from './escape.ts';
import { jsonLines } from './json-lines.ts';
import { lineDiff } from './line-diff.ts';
import type { Paint } from './paint.ts';
import { wrapped } from './wrapped.ts';

/** A plan: what is to be done, what is so already, what needs consent. */
export function stepsView<S extends Step>({
  title,
  steps,
  notices,
  paint,
  width = null,
  consent = () => '',
}: {
  readonly title: string;
  readonly steps: readonly S[];
  readonly notices: readonly string[];
  readonly paint: Paint;
  /** Columns of the terminal; null where there is none. */
  readonly width?: number | null;
  /** The option that gives consent to a step which needs it. */
  readonly consent?: (step: S) => string;
}): string {
  const needed = steps.filter(({ state }) => state === 'needed').length;
  const lines = [`${paint.bold(title)}  ${count(needed)}`];
  for (const step of steps) {
    const { change, state } = step;
    const text = escapeName(changeTitle(change));
    const inColumns = (mark: string, words: string) => wrapped(`  ${mark} `, words, width, '  + '.length);
    if (state === 'needed') lines.push(...inColumns(paint.good('+'), text));
    else if (state === 'satisfied') lines.push(...inColumns('=', `${text}: already so`).map(paint.dim));
    else lines.push(...inColumns(paint.warn('!'), `${text}: needs ${escapeName(consent(step))}`));
    if (change.kind === 'replace-trust') lines.push(...trustLines(change, paint));
    lines.push(...lostLines(step), ...documentLines(step, paint));
  }
  for (const notice of notices) {
    const start = `  ${paint.warn('!')} `;
    lines.push(...wrapped(start, escapeName(notice), width, '  ! '.length));
  }
  return `${lines.join('\n')}\n`;
}

/** How many changes, in words. */
function count(needed: number): string {
  if (needed === 0) return 'nothing to change';
  return needed === 1 ? '1 change' : `${needed} changes`;
}

/** A trust policy that is there beside the one that is wanted. */
function trustLines(
  change: {
    readonly actual: string;
    readonly intended: string;
    readonly verdict: string;
    readonly reasons: readonly string[];
  },
  paint: Paint,
): readonly string[] {
  return [
    `      the trust policy is ${paint.bold(change.verdict)}`,
    ...change.reasons.map((reason) => `        ${escapeName(reason)}`),
    `      is      ${escapeName(change.actual)}`,
    `      wanted  ${escapeName(change.intended)}`,
  ];
}

/** What is overwritten or deleted, as it is. */
function lostLines({ change, state }: Step): readonly string[] {
  const lost = state === 'satisfied' ? null : lostContent(change);
  if (lost === null) return [];
  return [
    `      it is   ${escapeName(lost.actual)}`,
    ...(lost.wanted === null ? [] : [`      wanted  ${escapeName(lost.wanted)}`]),
  ];
}

/** All of a document that is written; beside one that is there, what becomes of each line. */
function documentLines({ change, state }: Step, paint: Paint): readonly string[] {
  const document = state === 'satisfied' ? null : writtenDocument(change);
  if (document === null) return [];
  const { before, after } = document;
  if (before === null) return jsonLines(after).map((line) => `        ${escapeName(line)}`);
  return lineDiff(jsonLines(before), jsonLines(after)).map(({ kind, text }) => {
    const line = escapeName(text);
    if (kind === 'kept') return `        ${line}`;
    return kind === 'added' ? `      ${paint.good(`+ ${line}`)}` : `      ${paint.bad(`- ${line}`)}`;
  });
}

/** One change in the stable form of `--json`. */
export function changeJson({
  change,
  status,
}: {
  readonly change: Step['change'];
  readonly status: ChangeStatus;
}) {
  return { kind: change.kind, target: targetOf(change), status };
}

/** What was left undone, one a line. */
export function openLines(
  changes: readonly { readonly change: Step['change']; readonly status: ChangeStatus }[],
  paint: Paint,
): readonly string[] {
  return changes
    .filter(({ status }) => status === 'not-applied' || status === 'in-doubt')
    .map(({ change, status }) => `  ${paint.warn(status)}  ${escapeName(changeTitle(change))}`);
}
