/**
 * How long AWS is given for what it does not do or show at once, in milliseconds. A run's own deadline (`--timeout`)
 * ends each of them sooner.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export const waits = {
  /** The access role and the services of a new account answer AccessDenied for seconds, rarely minutes. */
  newAccount: 15 * 60_000,
  /** The same where many accounts are read, and one may hold up the others. */
  newAccountOfMany: 30_000,
  /** What was written a moment ago (a role, a policy, a group, an OU) may be unknown to the next call. */
  written: 30_000,
  /** A new organization, OU or account may be unknown to the calls that place accounts. */
  placed: 60_000,
  /**
   * CloudTrail may not see yet what it is to write into: trusted access, a bucket and its policy that were made a moment
   * ago. Of a trail that it is still loading it says that some minutes are needed.
   * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html#API_CreateTrail_Errors
   */
  trail: 3 * 60_000,
  /**
   * A type of policies is enabled some time after it was asked for, and until then, and while AWS is busy with another
   * change of policies, nothing can be attached.
   * https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnablePolicyType.html
   */
  policies: 2 * 60_000,
  /** What a root user has is deleted and looked at again until it is gone; the session for it lasts a quarter of an hour. */
  rootCredentials: 5 * 60_000,
  /**
   * A user who is locked may still begin sessions for so long, because IAM has not told all of AWS yet. No call answers
   * by what has arrived, so that this is a margin of the cut-off, and nothing waits for it.
   */
  lockSpreads: 60_000,
  /** What a user signs in with is taken away and looked at again until it is gone. */
  signIn: 90_000,
  /** Reality is asked after a CreateAccount whose outcome is unknown, before it is sent again. */
  lostCreation: 30_000,
  /**
   * An account is looked at after a CloseAccount whose outcome is unknown, which is never sent again. What is read may say
   * ACTIVE for minutes after AWS has accepted it: https://github.com/hashicorp/terraform-provider-aws/issues/46284
   */
  lostClosure: 60_000,
  /** An account that was made may be missing in the list of accounts: for seconds, if at all. */
  unlistedAccount: 15 * 60_000,
  /** Another run may take so long from creating a packed policy to attaching it. */
  detachedPolicy: 20_000,
  /** Everything is read again until it is as planned. */
  readAgain: 60_000,
} as const;
