/**
 * What IAM takes for a name of a user, and STS for a source identity and a session name, which name the person in the
 * clients' accounts: 2 to 64 characters.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const userNameRule = '2 to 64 letters, digits and +=,.@_-';

export function isUserName(text: string): boolean {
  return /^[\w+=,.@-]{2,64}$/.test(text);
}

/** Of a user that exists already, whose name diverst has not chosen: what IAM takes. */
export function isIamUserName(text: string): boolean {
  return /^[\w+=,.@-]{1,64}$/.test(text);
}
