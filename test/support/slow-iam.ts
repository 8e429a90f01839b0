import type { IamApi } from '../../src/aws/iam-api.ts';
import type { TestOrganization } from './cli.ts';

/** Mulberry32: a seeded source of numbers in [0, 1). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class Died extends Error {}

/** An IAM that now and then takes its time before and after a call, and dies for good at the `deathAt`-th. */
export function slow(
  iam: IamApi,
  { clock }: TestOrganization,
  next: () => number,
  deathAt = Number.POSITIVE_INFINITY,
): IamApi {
  let calls = 0;
  // Mostly quick, seldom very slow: it takes a straggler to show what goes wrong between two calls.
  const pause = () => clock.sleep(1 + Math.floor(next() ** 3 * 900));
  return new Proxy(iam, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...args: readonly unknown[]) => {
        calls += 1;
        if (calls > deathAt) throw new Died();
        await pause();
        const answer: unknown = await member.apply(target, args);
        if (calls === deathAt) throw new Died();
        await pause();
        return answer;
      };
    },
  });
}
