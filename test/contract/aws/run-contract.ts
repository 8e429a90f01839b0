import { randomBytes } from 'node:crypto';
import { contract } from '../cases.ts';
import type { CallerConfig } from '../support/caller.ts';
import { Run } from '../support/run.ts';
import { tryCase, type Verdict } from '../support/try-case.ts';
import { guard } from './guard.ts';
import { reasonToSkip, withoutMember } from './needs.ts';
import { NotStarted, readSettings } from './settings.ts';
import { awsTarget } from './target.ts';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Parts of ids, of which a case must have one; all cases where there is none. */
  readonly wanted: readonly string[];
  print(line: string): void;
  /** What the SDK is not to find out by itself. */
  readonly config?: CallerConfig;
}

/**
 * Runs the contract against AWS, or another endpoint, and prints where it answers otherwise.
 *
 * @returns the exit code: 0 as expected, 1 otherwise in some case, 2 not started
 */
export async function runContract({ env, wanted, print, config }: Surroundings): Promise<number> {
  try {
    const settings = readSettings(env);
    const target = awsTarget(settings, config);
    await guard(target.connect(), settings);
    const chosen = contract.filter(
      ({ id }) => wanted.length === 0 || wanted.some((part) => id.includes(part)),
    );
    if (chosen.length === 0) throw new NotStarted(`No case has ${wanted.join(' or ')} in its id.`);
    const run = await Run.open(target, randomBytes(3).toString('hex'));
    const verdicts: Verdict[] = [];
    const skipped = new Map<string, number>();
    const skip = (reason: string) => skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
    for (const [index, each] of chosen.entries()) {
      const reason = reasonToSkip(each, settings);
      if (reason !== null) {
        skip(reason);
        continue;
      }
      const verdict = await tryCase(run, each, index + 1);
      if (verdict.result === 'no member') skip(withoutMember);
      else verdicts.push(verdict);
      for (const line of reported(verdict)) print(line);
    }
    const left = await run.close();
    for (const what of left) print(`✗ left behind: ${what}`);
    for (const [reason, count] of skipped) print(`- ${count} not tried: ${reason}`);
    return summed(verdicts, left, print);
  } catch (error) {
    if (!(error instanceof NotStarted)) throw error;
    print(error.message);
    return 2;
  }
}

function summed(verdicts: readonly Verdict[], left: readonly string[], print: Surroundings['print']): number {
  const count = (fits: (verdict: Verdict) => boolean) => verdicts.filter(fits).length;
  const failed = count(isFailure);
  const differing = count((verdict) => verdict.result !== 'as expected' && !isFailure(verdict));
  print(
    `${count(({ result }) => result === 'as expected')} as expected, ${failed} otherwise` +
      `${differing === 0 ? '' : `, ${differing} otherwise where nothing documents it`}`,
  );
  if (verdicts.length === 0) print('Nothing was tried.');
  const untidy = left.length > 0 || verdicts.some((verdict) => verdict.left.length > 0);
  return failed > 0 || untidy || verdicts.length === 0 ? 1 : 0;
}

/** What nobody promises is information; a case that could not be carried out says nothing about AWS. */
function isFailure({ case: { known }, result }: Verdict): boolean {
  return result === 'broken' || (result === 'otherwise' && known === 'documented');
}

function reported(verdict: Verdict): string[] {
  const { case: each, result, expected, got, where, left } = verdict;
  const untidy = left.map((what) => `✗ left behind: ${what}`);
  if (result === 'no member') return untidy;
  const lines: string[] = [];
  if (result === 'as expected') lines.push(`✓ ${each.id}`);
  else if (result === 'broken') lines.push(`✗ ${each.id}: could not be tried`, `    got       ${got}`);
  else {
    const mark = isFailure(verdict) ? '✗' : 'i';
    const known = each.known === 'documented' ? '' : ` (${each.known})`;
    lines.push(
      `${mark} ${each.id}${known}: ${where} is otherwise`,
      `    expected  ${expected}`,
      `    got       ${got}`,
    );
  }
  if (result !== 'as expected') lines.push(`    page      ${each.page}`);
  return [...lines, ...untidy];
}
