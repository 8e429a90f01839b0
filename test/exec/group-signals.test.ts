import { describe, expect, it, vi } from 'vitest';
import type { ChildGroup } from '../../src/exec/child-group.ts';
import { passSignals } from '../../src/exec/group-signals.ts';

function passing(platform: NodeJS.Platform = 'linux') {
  const sent: string[] = [];
  const interruptions: string[] = [];
  const group = (name: string): ChildGroup => ({
    ended: new Promise(() => {}),
    signal: (signal) => sent.push(`${name} ${signal}`),
  });
  let handle: (name: NodeJS.Signals) => void = () => {};
  let taken: readonly NodeJS.Signals[] = [];
  let isGivenBack = false;
  const groups = new Set([group('a'), group('b')]);
  const giveBack = passSignals(
    {
      take(names, to) {
        taken = names;
        handle = to;
        return () => {
          isGivenBack = true;
        };
      },
    },
    { groups, interrupted: (name) => interruptions.push(name) },
    platform,
  );
  return {
    ...{ sent, interruptions, giveBack, groups, taken: () => taken, isGivenBack: () => isGivenBack },
    hear: (name: NodeJS.Signals) => handle(name),
  };
}

describe('passSignals', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)(
    'passes the first %s on, and kills with the second',
    (name) => {
      const { hear, sent, interruptions } = passing();
      hear(name);
      expect(sent).toEqual([`a ${name}`, `b ${name}`, 'a SIGCONT', 'b SIGCONT']);
      hear('SIGINT');
      expect(sent.slice(4, 6)).toEqual(['a SIGKILL', 'b SIGKILL']);
      expect(interruptions).toEqual([name]);
    },
  );

  it('leaves the first Ctrl-C on Windows to the console, which gives it to every program, and kills with the second', () => {
    const { hear, sent, interruptions } = passing('win32');
    hear('SIGINT');
    expect({ sent, interruptions }).toEqual({ sent: [], interruptions: ['SIGINT'] });
    hear('SIGINT');
    expect(sent).toEqual(['a SIGKILL', 'b SIGKILL']);
  });

  it('passes to what runs at that moment', () => {
    const { hear, sent, groups } = passing();
    groups.clear();
    hear('SIGTERM');
    expect(sent).toEqual([]);
  });

  it('wakes the groups without ending the run', () => {
    const { hear, sent, interruptions } = passing();
    hear('SIGCONT');
    expect({ sent, interruptions }).toEqual({ sent: ['a SIGCONT', 'b SIGCONT'], interruptions: [] });
  });

  it('stops the groups with Ctrl-Z and then itself, which SIGTSTP would do to neither', () => {
    const { hear, sent, interruptions } = passing();
    const kill = vi.spyOn(process, 'kill').mockImplementation((pid, name) => {
      sent.push(`${pid === process.pid ? 'self' : pid} ${name}`);
      return true;
    });
    try {
      hear('SIGTSTP');
    } finally {
      kill.mockRestore();
    }
    expect(sent).toEqual(['a SIGSTOP', 'b SIGSTOP', 'self SIGSTOP']);
    expect(interruptions).toEqual([]);
  });

  it('takes what each system has, and gives it back', () => {
    const { taken, giveBack, isGivenBack } = passing();
    expect(taken()).toEqual(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGTSTP', 'SIGCONT']);
    expect(passing('win32').taken()).toEqual(['SIGINT', 'SIGBREAK']);
    giveBack();
    expect(isGivenBack()).toBe(true);
  });
});
