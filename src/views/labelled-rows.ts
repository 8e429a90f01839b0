import { escapeName } from './escape.ts';
import { sentenceLines } from './next-commands.ts';
import type { Paint } from './paint.ts';

/** Labels and values, below a headline or without one: a value breaks between words, below its beginning. */
export function labelledRows(
  pairs: readonly (readonly [label: string, value: string])[],
  paint: Paint,
  width: number | null,
  /** Columns of the labels. */
  labels = 10,
  indent = '  ',
): readonly string[] {
  const column = indent.length + labels + 2;
  return pairs.flatMap(([label, value]) =>
    sentenceLines(`${indent}${paint.dim(escapeName(label).padEnd(labels))}  `, value, width, column),
  );
}
