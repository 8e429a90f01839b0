/** Numbers from 0 to 1 (1 never), the same ones for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  // mulberry32
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The program's own chance (the pauses between attempts) comes from the seed from now on. */
export function seedRandom(seed: number): void {
  Math.random = randomFrom(seed);
}
