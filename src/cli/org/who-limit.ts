import { Failure } from '../../model/failure.ts';

/** How many findings are looked up, unless the command says otherwise: half a minute where all are in one account. */
export const defaultWhoLimit = 50;

const mostWhoLimit = 1_000;

/** @throws Failure of kind `usage` */
export function validWhoLimit(text: string): number {
  const number = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= mostWhoLimit) return number;
  throw new Failure('usage', {
    what: `--who-limit ${JSON.stringify(text)} is not a whole number from 1 to ${mostWhoLimit}`,
    fix: [`leave it out for ${defaultWhoLimit}`],
  });
}
