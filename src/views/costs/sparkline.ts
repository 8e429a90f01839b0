import { heights } from '../../costs/decimals.ts';

/**
 * From next to nothing to the largest; each is another shape, so that it needs no color. Lines stay apart: none is
 * full.
 */
const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇'];

/** A character an amount, as high as it is beside the largest of the row; a blank for nothing and for less. */
export function sparkline(amounts: readonly string[]): string {
  return heights(amounts)
    .map((height) => (height === 0 ? ' ' : (bars[Math.max(0, Math.ceil(height * bars.length) - 1)] ?? ' ')))
    .join('');
}
