const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * An access key's id carries its account's: the first ten of the characters behind `AKIA` or `ASIA` are fifty bits in
 * base 32, and the account's number is forty of them, behind one that is always set.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html
 */
const bits = { characters: 10, below: 9n, account: (1n << 40n) - 1n, first: 1n << 49n };

/** @param rest sixteen characters of base 32, of which the account takes the place of the first ones */
export function withAccount(rest: string, accountId: string): string {
  let low = 0n;
  for (const character of rest.slice(0, bits.characters)) low = (low << 5n) | digit(character);
  let number = bits.first | (BigInt(accountId) << bits.below) | (low & ((1n << bits.below) - 1n));
  let text = '';
  for (let at = 0; at < bits.characters; at += 1) {
    text = (alphabet[Number(number & 31n)] ?? '') + text;
    number >>= 5n;
  }
  return text + rest.slice(bits.characters);
}

/** @returns the account's id, null for what is no key's id */
export function accountOfKey(keyId: string): string | null {
  const [, carrying = ''] = /^A(?:KI|SI)A([A-Z2-7]{10})[A-Z2-7]{6}$/.exec(keyId) ?? [];
  if (carrying === '') return null;
  let number = 0n;
  for (const character of carrying) number = (number << 5n) | digit(character);
  return String((number >> bits.below) & bits.account).padStart(12, '0');
}

function digit(character: string): bigint {
  return BigInt(Math.max(0, alphabet.indexOf(character)));
}
