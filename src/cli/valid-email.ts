import { checkEmail } from '../model/email.ts';
import { Failure } from '../model/failure.ts';

/**
 * The address of an account that will be created. @throws Failure of kind `usage` for an address that AWS would refuse
 */
export function validEmail(flag: string, text: string): string {
  const check = checkEmail(text);
  if (check.ok) return check.email;
  throw new Failure('usage', {
    what: `the email address ${JSON.stringify(text)} ${check.problem}`,
    why: 'AWS would reject the address: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html',
    fix: [`give another address: ${flag} ADDRESS`],
  });
}
