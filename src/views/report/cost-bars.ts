import { heights } from '../../costs/decimals.ts';

/** A bar of a chart, in its units. */
export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A bar for each amount, from left to right, with half of its width between two. What is zero or less has no height, and
 * what is more has some.
 */
export function barsOf(
  amounts: readonly string[],
  size: { readonly width: number; readonly height: number },
): readonly Bar[] {
  const step = size.width / Math.max(1, amounts.length);
  const width = (step * 2) / 3;
  return heights(amounts).map((part, at) => {
    const height = part === 0 ? 0 : Math.max(1, Math.round(part * size.height));
    return { x: round(at * step + (step - width) / 2), y: size.height - height, width: round(width), height };
  });
}

/** The same as one path. */
export function barPath(bars: readonly Bar[]): string {
  return bars
    .filter(({ height }) => height > 0)
    .map(({ x, y, width, height }) => `M${x} ${y}h${width}v${height}h-${width}z`)
    .join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
