import type { ComponentChildren } from 'preact';

/** What a colour underlines; a word beside it always says the same. */
export type Tone = 'high' | 'medium' | 'low' | 'good' | 'plain';

/** A word or two in a frame. */
export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}
