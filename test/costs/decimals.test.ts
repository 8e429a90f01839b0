import { expect, it } from 'vitest';
import { heights, percentChange, rounded } from '../../src/costs/decimals.ts';

it.each([
  ['0', '0.00'],
  ['12.3456789012', '12.35'],
  // Halves go to the even neighbour.
  ['0.125', '0.12'],
  ['0.135', '0.14'],
  ['-0.125', '-0.12'],
  ['0.0099999', '<0.01'],
  ['-1.2E-7', '>-0.01'],
  ['0.01', '0.01'],
  ['123456789.005', '123456789.00'],
])('shows %s as %s', (amount, text) => {
  expect(rounded(amount)).toBe(text);
});

it('gives changes with one decimal, however long the quotient', () => {
  expect(percentChange('3', '4')).toBe(33.3);
  expect(percentChange('0.03', '0.01')).toBe(-66.7);
});

it.each(['0.0099', '0.0000000001', '0', '-12'])('gives no change from %s', (before) => {
  expect(percentChange(before, '5')).toBeNull();
});

it('draws nothing of what is below zero, and all of the largest', () => {
  expect(heights(['-5', '0', '2', '4'])).toEqual([0, 0, 0.5, 1]);
  expect(heights(['0', '-1'])).toEqual([0, 0]);
});
