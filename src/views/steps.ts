import type { ChangeStatus, Step } from '../plan/change.ts';
import { changeTitle, lostContent, targetOf } from '../plan/changes/table.ts';
import { escapeName } from './escape.ts';
import { count, trustLines } from './init-client.ts';
import type { Paint } from './paint.ts';

/** The plan of an organization: what is to be done, what is so already, what is left. */
export function stepsView<S extends Step>({
  title,
  steps,
  notices,
  paint,
  consent = () => '',
}: {
  readonly title: string;
  readonly steps: readonly S[];
  readonly notices: readonly string[];
  readonly paint: Paint;
  /** How a step that needs consent is asked for. */
  readonly consent?: (step: S) => string;
}): string {
  const needed = steps.filter(({ state }) => state === 'needed').length;
  const lines = [`${paint.bold(title)}  ${count(needed)}`];
  for (const step of steps) {
    const { change, state } = step;
    const text = escapeName(changeTitle(change));
    if (state === 'needed') lines.push(`  ${paint.good('+')} ${text}`);
    else if (state === 'satisfied') lines.push(paint.dim(`  = ${text}: already so`));
    else lines.push(`  ${paint.warn('!')} ${text}: only with ${escapeName(consent(step))}`);
    if (change.kind === 'replace-trust') lines.push(...trustLines(change, paint));
    lines.push(...lostLines(step));
  }
  for (const notice of notices) lines.push(`  ${paint.warn('!')} ${escapeName(notice)}`);
  return `${lines.join('\n')}\n`;
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
