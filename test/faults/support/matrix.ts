import { expect, describe as group, test } from 'vitest';
import { experiment, type Reference, referenceOf, type Scenario } from './experiment.ts';
import { describe, type Injection, injectionsAt } from './injections.ts';
import type { WorldCall } from './world.ts';

export interface MatrixOptions {
  /** Which of how many files has every so many-th call. */
  readonly part?: readonly [number, number];
  /** The operation of the first call that is of interest: those before it are another scenario's too. */
  readonly from?: string;
  /** Of which `service:Operation` the calls are of interest; all unless given. */
  readonly calls?: RegExp;
  /**
   * Of an operation that is called again and again, the first and the last call alone meet each error that is
   * documented for it; every call meets everything else.
   */
  readonly endsOnly?: boolean;
}

/**
 * A test for every call of the scenario's trace, which meets every fault that it can. `FAULTS_ONLY`, a regular
 * expression of `number service:Operation: fault`, picks some; `FAULTS_READS`, a number, leaves every so many-th call
 * that only reads, of which a run makes many alike, and every call that changes something.
 */
export async function testMatrix(
  scenario: Scenario,
  { part: [part, of] = [1, 1], from, calls = /^/, endsOnly = false }: MatrixOptions = {},
): Promise<void> {
  const reference = await referenceOf(scenario);
  const first = from === undefined ? 0 : reference.trace.findIndex(({ operation }) => operation === from);
  if (first === -1) throw new Error(`${scenario.name} makes no call ${from}`);
  const only = new RegExp(process.env.FAULTS_ONLY ?? '');
  const everyRead = Number(process.env.FAULTS_READS ?? '1');
  let reads = 0;
  group(scenario.name, () => {
    reference.trace.forEach((call, index) => {
      if (index < first || index % of !== part - 1) return;
      if (!calls.test(`${call.service}:${call.operation}`)) return;
      if (isRead(call) && reads++ % everyRead !== 0) return;
      const title = `${index + 1} ${call.service}:${call.operation}`;
      const isEnd = [reference.trace.find(isAs(call)), reference.trace.findLast(isAs(call))].includes(call);
      const injections = injectionsAt(index + 1, call).filter(
        (injection) =>
          (isEnd || !endsOnly || injection.fault !== 'a documented error') &&
          only.test(`${title}: ${describe(injection, call)}`),
      );
      if (injections.length === 0) return;
      test(`${title}: ${injections.length} faults`, async () => {
        const problems: string[] = [];
        for (const injection of injections) {
          const problem = await problemWith(scenario, reference, call, injection);
          if (problem !== null) problems.push(`${describe(injection, call)}: ${problem}`);
        }
        expect(problems.join('\n\n')).toBe('');
      });
    });
  });
}

/** Getting into an account is no change either. */
function isRead({ operation }: WorldCall): boolean {
  return /^(Get|List|Describe|Lookup|Head|AssumeRole$)/.test(operation);
}

/** The same operation, asked by the same account. */
function isAs({ operation, accountId }: WorldCall): (other: WorldCall) => boolean {
  return (other) => other.operation === operation && other.accountId === accountId;
}

async function problemWith(
  scenario: Scenario,
  reference: Reference,
  call: WorldCall,
  injection: Injection,
): Promise<string | null> {
  try {
    const [met] = await experiment(scenario, reference, [injection]);
    expect(met).toMatchObject({ service: call.service, operation: call.operation });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
