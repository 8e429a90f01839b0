import { Failure } from '../../model/failure.ts';

/** @param name as IAM keeps it @throws Failure where it is written otherwise: IAM takes the two names for one */
export function refuseOtherCase(name: string, asked: string): void {
  if (name === asked) return;
  throw new Failure('failed', {
    what: `the name of the user is ${name}, not ${asked}`,
    why: 'IAM treats names that differ only in upper and lower case as the same, but AWS records the exact name.',
    fix: [`use the exact name: ${name}`],
  });
}
