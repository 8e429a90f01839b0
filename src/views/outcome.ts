import type { ChangeStatus, Step } from '../plan/change.ts';
import { effectOf } from '../plan/changes/table.ts';
import { escapeName } from './escape.ts';
import type { Paint } from './paint.ts';
import { plural } from './plural.ts';
import { wrapped } from './wrapped.ts';

type Outcome = { readonly change: Step['change']; readonly status: ChangeStatus };

/** The first line of a result: how it ended, and for what. */
export function headline(
  end: 'done' | 'no changes' | 'incomplete' | 'not verified',
  words: string,
  paint: Paint,
  width: number | null,
): readonly string[] {
  const isGood = end === 'done' || end === 'no changes';
  const label = `${isGood ? '✓' : '✗'} ${end}:`;
  const [first = '', ...more] = wrapped('', `${label} ${escapeName(words)}`, width, 2);
  return [first.replace(label, isGood ? paint.good(label) : paint.bad(label)), ...more];
}

/** ` (3 created, 1 changed)`: what was done; empty for nothing. */
export function doneWords(changes: readonly Outcome[]): string {
  const count = (effect: ReturnType<typeof effectOf>) =>
    changes.filter(({ change, status }) => status === 'applied' && effectOf(change) === effect).length;
  const counts = [
    [count('create'), 'created'],
    [count('change'), 'changed'],
    [count('remove'), 'removed'],
  ] as const;
  const words = counts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

/** Changes that are not done, or of which it is not known, of all that were needed; null if each of them is done. */
export function openWords(changes: readonly Outcome[]): string | null {
  const needed = changes.filter(({ status }) => status !== 'unchanged');
  const open = needed.filter(({ status }) => status === 'not-applied' || status === 'in-doubt').length;
  if (open === 0) return null;
  return `${open} of ${plural(needed.length, 'change')} ${open === 1 ? 'is' : 'are'} not done`;
}
