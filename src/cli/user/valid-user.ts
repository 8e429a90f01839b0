import { Failure } from '../../model/failure.ts';
import { isUserName, userNameRule } from '../../model/user-name.ts';

/** @throws Failure of kind `usage` for what is no name of a person */
export function validUser(text: string): string {
  if (isUserName(text)) return text;
  throw new Failure('usage', {
    what: `${JSON.stringify(text)} is no name for a user`,
    why: `The name is also the session name and the source identity in the clients’ accounts: ${userNameRule}.`,
    fix: ['choose another name, for example kim or kim.lee'],
  });
}
