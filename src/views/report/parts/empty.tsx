import type { ComponentChildren } from 'preact';

/** The text of a section without content, with its meaning. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}
