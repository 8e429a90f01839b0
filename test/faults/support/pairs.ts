import { expect, test } from 'vitest';
import fc from '../../support/properties.ts';
import { keep, readCorpus } from './corpus.ts';
import { experiment, referenceOf, type Scenario } from './experiment.ts';
import { faultNames, type Injection } from './injections.ts';

/**
 * Two random faults in the same scenario, the second of which may meet the run that continues; and what was found so
 * once. `PROPERTY_SEED` looks elsewhere, `FAULTS_PAIRS` further.
 */
export async function testPairs(scenario: Scenario, pairs: number): Promise<void> {
  const reference = await referenceOf(scenario);
  const injection = fc.record({
    at: fc.integer({ min: 1, max: Math.round(reference.trace.length * 1.5) }),
    fault: fc.constantFrom(...faultNames),
    pick: fc.nat(11),
  });
  const numRuns = Number(process.env.FAULTS_PAIRS ?? pairs);

  for (const [index, injections] of (readCorpus()[scenario.name] ?? []).entries()) {
    test(`${scenario.name}: kept case ${index + 1}`, () => experiment(scenario, reference, injections));
  }

  test(`${scenario.name}: ${numRuns} random pairs of faults`, { timeout: 600_000 }, async () => {
    let met = 0;
    const property = fc.asyncProperty(injection, injection, async (first, second) => {
      const calls = await experiment(scenario, reference, [first, second]);
      met += calls.filter((call) => call !== null).length;
    });
    const result = await fc.check(property, { numRuns });
    const injections: readonly Injection[] = result.counterexample ?? [];
    expect(
      result.failed,
      `seed ${result.seed}: ${JSON.stringify(injections)}; ${result.failed ? keep(scenario.name, injections) : ''}\n${result.errorInstance}`,
    ).toBe(false);
    // Faults that come too late meet nothing: few are.
    expect(met).toBeGreaterThan(numRuns);
  });
}
