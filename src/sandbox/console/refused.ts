/**
 * Why somebody is not let in: wrong account, user or password (AWS does not say which); a code is missing or wrong; the
 * password is too old and only an administrator may set another; a policy does not allow it; the session is over.
 */
export type SignInProblem =
  | 'credentials'
  | 'code-missing'
  | 'code-wrong'
  | 'password-expired'
  | 'not-allowed'
  | 'session-ended';

export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';

  constructor(
    readonly problem: SignInProblem,
    message: string,
  ) {
    super(message);
  }
}
