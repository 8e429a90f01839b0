import type { ContractCase, Prepared } from './case.ts';
import { NoMember, type Run } from './run.ts';
import { difference, inWords } from './shape.ts';
import { Stage } from './stage.ts';

/** What came of a case. */
export interface Verdict {
  readonly case: ContractCase;
  /**
   * `broken`: the calls were not reached, or were answered by no service. `no member`: the case needs a member account,
   * of which the target has none.
   */
  readonly result: 'as expected' | 'otherwise' | 'broken' | 'no member';
  readonly expected: string;
  readonly got: string;
  /** The first member that is unlike; empty where none is. */
  readonly where: string;
  /** What the tidy-up could not undo. */
  readonly left: readonly string[];
}

/** Runs one case and tidies up after it, whatever happens. */
export async function tryCase(run: Run, contractCase: ContractCase, number: number): Promise<Verdict> {
  const stage = new Stage(run, number);
  let found: Omit<Verdict, 'left' | 'case'>;
  try {
    found = await observed(stage, await contractCase.prepare(stage));
  } catch (error) {
    const got = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    found = { result: error instanceof NoMember ? 'no member' : 'broken', expected: '', got, where: '' };
  }
  return { case: contractCase, ...found, left: await stage.tidyUp() };
}

async function observed(
  stage: Stage,
  { calls, expected, settles }: Prepared,
): Promise<Omit<Verdict, 'left' | 'case'>> {
  const fits = (value: unknown) => difference(expected, value) === null;
  const got = settles ? await stage.until(calls, fits) : await calls();
  const where = difference(expected, got);
  return {
    result: where === null ? 'as expected' : 'otherwise',
    expected: inWords(expected),
    got: inWords(got),
    where: where ?? '',
  };
}
