import type { ChangeStatus, Step } from '../plan/change.ts';
import { changeTitle, effectOf, targetOf } from '../plan/changes/table.ts';
import { escapeName } from './escape.ts';
import { sentenceLines } from './next-commands.ts';
import type { Paint } from './paint.ts';
import { documentLines } from './step-documents.ts';
import { wrapped } from './wrapped.ts';

/** What becomes of a step: what its change does to its target, or why it is not made. */
type Mark = '+' | '~' | '-' | '!' | '=';

const marks: Readonly<Record<Mark, string>> = {
  '+': 'create',
  '~': 'change',
  '-': 'remove',
  '!': 'needs your consent',
  '=': 'no change',
};

/** Steps without a change that are listed; if a plan has more, it shows their number. */
const mostUnchanged = 10;

/** A plan: how many changes of which kind, each step, what the symbols mean, and what to know about it. */
export function stepsView<S extends Step>({
  title,
  steps,
  notices,
  paint,
  width = null,
  isWhole = false,
  consent = () => '',
}: {
  readonly title: string;
  readonly steps: readonly S[];
  readonly notices: readonly string[];
  readonly paint: Paint;
  /** Columns of the terminal; null where there is none. */
  readonly width?: number | null;
  /** Whether new documents are shown whole, and every step without a change. */
  readonly isWhole?: boolean;
  /** The option that gives consent to a step which needs it. */
  readonly consent?: (step: S) => string;
}): string {
  const lines = wrapped('', escapeName(`${title}: ${countWords(steps)}`), width, 2).map(paint.bold);
  const unchanged = steps.filter((step) => markOf(step) === '=');
  const isCounted = unchanged.length > mostUnchanged && !isWhole;
  for (const step of steps) {
    const mark = markOf(step);
    if (mark === '=' && isCounted) continue;
    const words = escapeName(`${changeTitle(step.change)}${remark(step, consent)}`);
    const stepLines = wrapped(`  ${painted(mark, paint)} `, words, width, '  + '.length);
    lines.push(...(mark === '=' ? stepLines.map(paint.dim) : stepLines));
    lines.push(...documentLines(step, { paint, width, isWhole }));
  }
  if (isCounted) {
    const words = `${unchanged.length} steps: no change; to see each step, add --debug`;
    lines.push(...wrapped('  = ', words, width).map(paint.dim));
  }
  if (steps.some((step) => markOf(step) !== '=')) lines.push('', ...legendLines(steps, paint, width));
  if (notices.length > 0) lines.push('', ...notices.flatMap((notice) => noticeLines(notice, paint, width)));
  return `${lines.join('\n')}\n`;
}

function markOf({ change, state }: Step): Mark {
  if (state === 'satisfied') return '=';
  if (state === 'needs-consent') return '!';
  return ({ create: '+', change: '~', remove: '-' } as const)[effectOf(change)];
}

function painted(mark: Mark, paint: Paint): string {
  if (mark === '=') return mark;
  return { '+': paint.good, '~': paint.warn, '-': paint.bad, '!': paint.warn }[mark](mark);
}

function remark<S extends Step>(step: S, consent: (step: S) => string): string {
  if (step.state === 'satisfied') return ': no change';
  return step.state === 'needs-consent' ? `: needs ${consent(step)}` : '';
}

/** `3 to create, 1 to change, 0 to remove`. */
function countWords(steps: readonly Step[]): string {
  const count = (mark: Mark) => steps.filter((step) => markOf(step) === mark).length;
  const open = count('!');
  const needed = steps.filter(({ state }) => state === 'needed').length;
  if (needed + open === 0) return 'no changes';
  const consents = open === 0 ? '' : `, ${open} ${open === 1 ? 'needs' : 'need'} your consent`;
  return `${count('+')} to create, ${count('~')} to change, ${count('-')} to remove${consents}`;
}

/** What the symbols of the plan mean. A plan without changes needs none: its lines say so. */
function legendLines(steps: readonly Step[], paint: Paint, width: number | null): readonly string[] {
  const present = new Set(steps.map(markOf));
  const words = (Object.keys(marks) as Mark[])
    .filter((mark) => present.has(mark))
    .map((mark) => `${mark} ${marks[mark]}`);
  return wrapped('  ', words.join('   '), width).map(paint.dim);
}

/** What to know before the plan is applied; a warning is one of its first word. */
function noticeLines(notice: string, paint: Paint, width: number | null): readonly string[] {
  const warning = /^WARNING: /.exec(notice)?.[0];
  const label = warning === undefined ? 'note:' : 'warning:';
  const start = `${warning === undefined ? paint.dim(label) : paint.warn(label)} `;
  return sentenceLines(start, notice.slice(warning?.length ?? 0), width, label.length + 1);
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

const openWords = { 'not-applied': 'not done', 'in-doubt': 'unknown (check AWS)' } as const;

/** What was left undone, one a line, with the statuses in a column. */
export function openLines(
  changes: readonly { readonly change: Step['change']; readonly status: ChangeStatus }[],
  paint: Paint,
  width: number | null,
): readonly string[] {
  const open = changes.flatMap(({ change, status }) =>
    status === 'not-applied' || status === 'in-doubt' ? [{ change, words: openWords[status] }] : [],
  );
  const column = Math.max(0, ...open.map(({ words }) => words.length));
  return open.flatMap(({ change, words }) =>
    wrapped(
      `  ${paint.warn(words.padEnd(column))}  `,
      escapeName(changeTitle(change)),
      width,
      column + '    '.length,
    ),
  );
}
