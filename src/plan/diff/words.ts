import { describeCondition } from '../../model/policy/atoms.ts';
import type { Statement } from '../../model/policy/document.ts';

/** A statement in words: `Allow sts:AssumeRole on arn:… if Bool aws:x = true`. */
export function describeStatement(statement: Statement): string {
  const { effect, actions, notActions, resources, notResources, conditions } = statement;
  const parts = [effect, actions ? actions.join(', ') : `everything except ${(notActions ?? []).join(', ')}`];
  if (resources) parts.push('on', shortList(resources));
  if (notResources) parts.push('on everything except', shortList(notResources));
  if (conditions.length > 0) parts.push('if', conditions.map(describeCondition).join(' and '));
  return parts.join(' ');
}

/** The first few, and how many more: a packed policy names a hundred roles. */
export function shortList(texts: readonly string[], most = 4): string {
  const shown = texts.slice(0, most).join(', ');
  return texts.length <= most ? shown : `${shown} and ${texts.length - most} more`;
}
