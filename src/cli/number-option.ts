import { Failure } from '../model/failure.ts';

/**
 * The value of an option that is a number from 1 on.
 * @param without what is so where it is left out, after "leave it out for"
 * @throws Failure of kind `usage`
 */
export function numberOption(flag: string, text: string, most: number, without: string | number): number {
  const number = /^\d+$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= most) return number;
  throw new Failure('usage', {
    what: `${flag} ${JSON.stringify(text)} is not a whole number from 1 to ${most}`,
    fix: [`leave out ${flag} for the default, ${without}`],
  });
}
