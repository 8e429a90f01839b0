import fc from 'fast-check';

/**
 * fast-check with a fixed seed, so that a run depends on the code alone. `PROPERTY_SEED=n` looks elsewhere, and
 * `PROPERTY_RUNS=n` further, where a property takes it. `PROPERTY_SHRINK=no` is for those who only want to know whether
 * it fails: no smaller case is looked for.
 */
fc.configureGlobal({
  seed: Number(process.env.PROPERTY_SEED ?? 20_261_123),
  endOnFailure: process.env.PROPERTY_SHRINK === 'no',
});

export default fc;
