/** Whether AWS reports that one of the identity's own policies denies it, as the lock of a person does. */
export function isOwnDeny(message: string): boolean {
  return message.includes('explicit deny in an identity-based policy');
}

/** The group of all people denies what is done without MFA; a user has no other policy that denies, unless it is locked. */
export const lockedWords = {
  why: 'A policy of your user or of one of your groups denies the call: either your credentials are without MFA, or an admin locked your user.',
  fix: [
    'sign in with MFA',
    'or ask an admin whether your user is locked: diverst org audit reports it as user-locked',
  ],
};
