import { Failure } from '../../model/failure.ts';

/** @param name as IAM keeps it @throws Failure where it is written otherwise: IAM takes the two names for one */
export function refuseOtherCase(name: string, asked: string): void {
  if (name === asked) return;
  throw new Failure('failed', {
    what: `the user is named ${name}, not ${asked}`,
    why: 'IAM takes the two names for one, but the name in AWS’s records is written in exactly one way.',
    fix: [`use the name as it is: ${name}`],
  });
}
