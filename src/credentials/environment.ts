import { type AccountRef, accountNouns, accountWords } from '../model/account-kind.ts';
import type { AccountSession } from './session.ts';

/**
 * Variables that would compete with the ones that are set: a profile beats keys in some tools, and the oldest
 * spelling of the session token beats the new one in others.
 * https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html#EVarSettings
 */
export const unsetVariables = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SECURITY_TOKEN'] as const;

/** The variables that say which account a shell or a command works in: one a kind, of which one is set. */
export const placeVariables: readonly string[] = accountNouns.map((noun) => accountWords[noun].variable);

/**
 * When the session ends, in epoch seconds: a prompt can count down to it in a shell that reads no dates. Left out where the
 * credentials are renewed.
 */
export const expiresVariable = 'DIVERST_EXPIRES';

/** Says that this program is obtaining credentials, to the programs that it starts for that. */
export const assumingVariable = 'DIVERST_ASSUMING';

/** Which account a shell or a command works in; null for none. */
export function placeOf(env: NodeJS.ProcessEnv): AccountRef | null {
  for (const noun of accountNouns) {
    const name = env[accountWords[noun].variable];
    if (name) return { noun, name };
  }
  return null;
}

/** Every variable of a session, also those that `leave` takes away. */
export const sessionVariables = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  ...placeVariables,
  expiresVariable,
] as const;

/** The variables of a session, in the order in which they are printed. */
export function variablesOf(session: AccountSession): readonly (readonly [name: string, value: string])[] {
  return [
    ['AWS_ACCESS_KEY_ID', session.accessKeyId],
    ['AWS_SECRET_ACCESS_KEY', session.secretAccessKey],
    ['AWS_SESSION_TOKEN', session.sessionToken],
    ['AWS_CREDENTIAL_EXPIRATION', session.expiration],
    ...(session.region === null
      ? []
      : ([
          ['AWS_REGION', session.region],
          ['AWS_DEFAULT_REGION', session.region],
        ] as const)),
    [accountWords[session.noun].variable, session.name],
    [expiresVariable, String(Math.floor(Date.parse(session.expiration) / 1_000))],
  ];
}
