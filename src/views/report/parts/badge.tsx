import type { ComponentChildren } from 'preact';

/** The meaning of a color; a word next to it always says the same. */
export type Tone = 'high' | 'medium' | 'low' | 'good' | 'plain';

/** A word or two in a frame. */
export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}
