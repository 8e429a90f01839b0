import Big from 'big.js';
import { Failure } from '../model/failure.ts';

/** A decimal as AWS writes it. The exponent is bounded, so that no answer can make a text of a million digits. */
const decimalForm = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?$/;

/**
 * Reads an amount: `12.3456789012`, `-3.2`, `1.2E-7`.
 * @throws Failure for anything else: it must not count as nothing
 */
export function decimal(text: string): Big {
  if (decimalForm.test(text)) return new Big(text);
  throw new Failure('failed', {
    what: 'the costs could not be added up',
    why: `Cost Explorer gave an amount that is not a decimal number: ${JSON.stringify(text.slice(0, 60))}.`,
    fix: ['ask Cost Explorer again: diverst org costs --no-cache'],
  });
}

/** The exact value without an exponent: `0.00000012`. */
export function exactText(value: Big): string {
  return value.toFixed();
}

/** The exact sum of decimals. */
export function exactSum(amounts: readonly string[]): string {
  return exactText(amounts.reduce((sum, amount) => sum.plus(decimal(amount)), new Big(0)));
}

/** The smallest amount that is shown as it is. */
const cent = new Big('0.01');

/**
 * An amount for people: two decimals, halves to the even neighbour, so that many rounded amounts lean to no side.
 * What is less than a cent and not nothing is `<0.01`, or `>-0.01` below zero.
 */
export function rounded(amount: string): string {
  const value = decimal(amount);
  if (!value.eq(0) && value.abs().lt(cent)) return value.lt(0) ? '>-0.01' : '<0.01';
  return value.toFixed(2, Big.roundHalfEven);
}

/** The number that a reader takes `rounded` for: what is less than a cent counts as nothing. */
export function roundedValue(amount: string): string {
  const value = decimal(amount);
  return value.abs().lt(cent) ? '0' : value.toFixed(2, Big.roundHalfEven);
}

/**
 * By how much an amount has changed, in per cent with one decimal.
 * @returns null where there was less than a cent before: a thousand times next to nothing says nothing
 */
export function percentChange(before: string, after: string): number | null {
  const base = decimal(before);
  if (base.lt(cent)) return null;
  // A quotient of amounts with many digits has no end: as many digits as are shown.
  const percent = decimal(after).minus(base).times(100).div(base);
  return Number(percent.toFixed(1, Big.roundHalfEven));
}

/** By size, the largest first; for `toSorted`. */
export function byAmount(a: string, b: string): number {
  return decimal(b).cmp(decimal(a));
}

export function isZero(amount: string): boolean {
  return decimal(amount).eq(0);
}

/**
 * Each amount as a part of the largest one, for a drawing: 0 to 1, and 0 for what is below zero.
 */
export function heights(amounts: readonly string[]): readonly number[] {
  const numbers = amounts.map((amount) => Math.max(0, Number(amount)));
  const largest = Math.max(0, ...numbers);
  return numbers.map((number) => (largest === 0 ? 0 : number / largest));
}
