import type { ComponentChildren } from 'preact';

/** Stands where a section has nothing to show, and says what that means. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}
