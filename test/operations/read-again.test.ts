import { describe, expect, it } from 'vitest';
import { AwsError } from '../../src/aws/errors/aws-error.ts';
import { readAgain } from '../../src/operations/read-again.ts';
import type { Step } from '../../src/plan/change.ts';
import { VirtualClock } from '../../src/sandbox/clock.ts';

function tools() {
  const clock = new VirtualClock();
  const said: string[] = [];
  return {
    said,
    clock,
    wait: {
      clock,
      signal: new AbortController().signal,
      deadline: clock.now() + 900_000,
      resume: 'diverst org init',
    },
    progress: {
      start: (title: string) => ({
        update: () => {},
        pause: () => {},
        done: (text?: string, ended = title) => said.push(`${ended}: ${text}`),
        fail: (error: unknown) => said.push(`${title}: ${(error as Error).message}`),
      }),
    },
  };
}

const group = (name: string): Step => ({
  state: 'needed',
  change: { kind: 'create-group', home: 'ops', group: name },
});
const lost = () =>
  new AwsError({ action: 'iam:GetRole', code: 'ECONNRESET', message: 'lost', outcome: 'unknown' });
const denied = () =>
  new AwsError({ action: 'iam:GetRole', code: 'AccessDenied', message: 'denied', outcome: 'rejected' });

describe('everything is read again', () => {
  it('until nothing is missing, whatever did not show or got lost meanwhile', async () => {
    const run = tools();
    let looks = 0;
    const found = await readAgain(run, async () => {
      looks += 1;
      if (looks === 1) return { found: 'some', missing: [group('production')] };
      if (looks === 2) return null;
      if (looks === 3) throw lost();
      return { found: 'all', missing: [] };
    });
    expect(found).toBe('all');
    expect(looks).toBe(4);
    expect(run.said).toEqual(['verified: everything matches the plan']);
  });

  it('also where what is found is nothing', async () => {
    expect(await readAgain(tools(), async () => ({ found: null, missing: [] }))).toBeNull();
  });

  it('for a minute, and then what is missing is named, with the way on', async () => {
    const run = tools();
    const begin = run.clock.now();
    let looks = 0;
    const reading = readAgain(run, async () => {
      looks += 1;
      // What was missing is still known where the last look saw nothing at all.
      return looks === 1 ? { found: null, missing: [group('production'), group('people')] } : null;
    });
    await expect(reading).rejects.toMatchObject({
      text: {
        what: 'gave up waiting for AWS to show every change: create group production in Ops; create group people in Ops',
        why: 'Either AWS is slow to show what diverst wrote, or another admin or program has changed it since.',
        fix: ['continue: diverst org init'],
      },
    });
    expect(run.clock.now() - begin).toBe(60_000);
    expect(run.said).toHaveLength(1);
  });

  it('and names nothing where no look saw anything', async () => {
    await expect(readAgain(tools(), async () => null)).rejects.toMatchObject({
      text: { what: 'gave up waiting for AWS to show every change' },
    });
  });

  it('but not after a refusal', async () => {
    const run = tools();
    await expect(
      readAgain(run, async () => {
        throw denied();
      }),
    ).rejects.toThrow('denied');
    expect(run.said).toEqual(['verify the result: denied']);
  });
});
