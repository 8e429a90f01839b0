/**
 * Amounts are whole numbers of this many parts of a dollar, so that days add up to months to the last digit. Those of
 * one account and month stay far below 2^53.
 */
export const unitsPerDollar = 10_000_000_000;

const decimals = 10;
/** Below a millionth, Java's decimals are written with an exponent. */
const smallestPlain = 10_000n;

/**
 * `12.3456789012`, `-3.2`, `0`, `2.89E-8`: without zeros at the end.
 * https://docs.oracle.com/javase/8/docs/api/java/math/BigDecimal.html#toString--
 *
 * @param units ten thousand millionths of a dollar
 */
export function amountText(units: bigint): string {
  const sign = units < 0n ? '-' : '';
  const size = units < 0n ? -units : units;
  if (size === 0n) return '0';
  if (size < smallestPlain) {
    const digits = String(size);
    const fraction = digits.slice(1).replace(/0+$/, '');
    return `${sign}${digits.charAt(0)}${fraction === '' ? '' : '.'}${fraction}E-${decimals + 1 - digits.length}`;
  }
  const text = String(size).padStart(decimals + 1, '0');
  const fraction = text.slice(-decimals).replace(/0+$/, '');
  return `${sign}${text.slice(0, -decimals)}${fraction === '' ? '' : '.'}${fraction}`;
}
