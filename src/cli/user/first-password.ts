import { randomInt } from 'node:crypto';

/**
 * What a password policy can demand of each kind, without the characters that look like others, and symbols that no
 * shell or mail program takes for anything else.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
 */
const kinds = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnopqrstuvwxyz', '23456789', '-_=+@%'] as const;

/** About 115 bits, in as much as a person types once. */
const usual = 20;

/**
 * A random password that fits whatever an account's password policy demands.
 * @param least the fewest characters that the policy takes; null where there is none
 */
export function firstPassword(least: number | null): string {
  const all = kinds.join('');
  const length = Math.max(usual, least ?? 0);
  // Of each kind one, and then whichever, so that each demand is met; shuffled, so that no place says which.
  const characters = Array.from({ length }, (_, index) => oneOf(kinds[index] ?? all));
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters.join('');
}

function oneOf(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}
