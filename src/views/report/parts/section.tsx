import type { ComponentChildren } from 'preact';
import { escapeName } from '../../escape.ts';

export interface SectionProps {
  /** The anchor. */
  readonly id: string;
  readonly title: string;
  readonly lead?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A section of a page: a heading of the second level, and what the navigation leads to. */
export function Section({ id, title, lead, children }: SectionProps) {
  return (
    <section class="section" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{escapeName(title)}</h2>
      {lead != null && <p class="lead">{lead}</p>}
      {children}
    </section>
  );
}
