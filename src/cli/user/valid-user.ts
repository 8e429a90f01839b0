import { Failure } from '../../model/failure.ts';
import { isIamUserName, isUserName, userNameRule } from '../../model/user-name.ts';

/** @throws Failure of kind `usage` for a text that cannot be the name of a person */
export function validUser(text: string): string {
  if (isUserName(text)) return text;
  throw new Failure('usage', {
    what: `cannot add a user with the name ${JSON.stringify(text)}`,
    why: `The name is also the session name and the source identity in the clients’ accounts: ${userNameRule}.`,
    fix: ['choose another name, such as kim or kim.lee'],
  });
}

/** @throws Failure of kind `usage` for what no user of IAM can be named: letters that look alike, among others */
export function existingUser(text: string): string {
  if (isIamUserName(text)) return text;
  throw new Failure('usage', {
    what: `${JSON.stringify(text)} is not the name of a user`,
    why: 'A user name has 1 to 64 letters from A to Z, digits and +=,.@_-. Nothing was read or changed.',
    fix: ['list the users: diverst user list'],
  });
}
