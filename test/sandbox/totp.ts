import { createHmac } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * The code that an authenticator app shows at a moment, by RFC 6238.
 *
 * @param seed in Base32
 * @param at epoch milliseconds
 */
export function totp(seed: string, at: number): string {
  const bits = [...seed].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.from(
    Math.floor(at / 30_000)
      .toString(16)
      .padStart(16, '0'),
    'hex',
  );
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest[19] ?? 0) % 16;
  return String((digest.readUInt32BE(offset) % 2 ** 31) % 1_000_000).padStart(6, '0');
}

/** The codes of this half minute and the next one, as EnableMFADevice wants them. */
export function twoCodes(seed: string, at: number) {
  return { AuthenticationCode1: totp(seed, at), AuthenticationCode2: totp(seed, at + 30_000) };
}
