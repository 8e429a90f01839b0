import type { CostTable } from '../../costs/cost-table.ts';
import { exactSum, roundedValue } from '../../costs/decimals.ts';

/** Whether the amounts that are shown add up to the sums that are shown, down and across. */
export function addsUp({ rows, totals, total }: CostTable): boolean {
  const isSum = (parts: readonly string[], sum: string) =>
    exactSum(parts.map(roundedValue)) === exactSum([roundedValue(sum)]);
  return (
    totals.every((sum, at) =>
      isSum(
        rows.map(({ amounts }) => amounts[at] ?? '0'),
        sum,
      ),
    ) &&
    isSum(
      rows.map((row) => row.total),
      total,
    ) &&
    isSum(totals, total) &&
    rows.every((row) => isSum(row.amounts, row.total))
  );
}
