import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VirtualClock } from '../../src/sandbox/clock.ts';
import { liveProgress } from '../../src/terminal/live-progress.ts';
import { plain } from '../../src/views/paint.ts';
import { Screen } from '../support/screen.ts';
import { TerminalOutput } from '../support/terminal-output.ts';

beforeEach(() => {
  vi.useFakeTimers();
  // In a gate a terminal is taken for none.
  vi.stubEnv('CI', undefined);
  vi.stubEnv('TERM', 'xterm-256color');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe('progress on a terminal', () => {
  it('shows what runs, and leaves a line for what has ended', () => {
    const screen = new Screen(80);
    const clock = new VirtualClock();
    const stream = new TerminalOutput(screen);
    const progress = liveProgress(stream as unknown as NodeJS.WriteStream, clock, plain);
    const first = progress.start('one');
    const second = progress.start('two');
    clock.advance(2_000);
    vi.advanceTimersByTime(200);
    expect(screen.text()).toMatch(/^. one 2\.0 s\n· two 2\.0 s$/);
    first.done('well');
    vi.advanceTimersByTime(200);
    expect(screen.text()).toMatch(/^✓ one: well 2\.0 s\n. two 2\.0 s$/);
    second.done();
    expect(screen.text()).toBe('✓ one: well 2.0 s\n✓ two 2.0 s');
  });

  it('breaks a line that has ended between words', () => {
    const screen = new Screen(30);
    const stream = new TerminalOutput(screen);
    const progress = liveProgress(stream as unknown as NodeJS.WriteStream, new VirtualClock(), plain);
    progress.start('add user kim to group production').done('in Ops, as before');
    expect(screen.text()).toBe('✓ add user kim to group\n  production: in Ops, as\n  before');
  });

  it('makes room for a line that is printed meanwhile, and returns below it', () => {
    const screen = new Screen(80);
    const stream = new TerminalOutput(screen);
    const progress = liveProgress(stream as unknown as NodeJS.WriteStream, new VirtualClock(), plain);
    const task = progress.start('one');
    vi.advanceTimersByTime(200);
    task.pause();
    stream.write('a line\n');
    expect(screen.text()).toBe('a line');
    vi.advanceTimersByTime(200);
    expect(screen.text()).toMatch(/^a line\n. one 0\.0 s$/);
    task.done();
    expect(screen.text()).toBe('a line\n✓ one');
  });

  it('leaves the terminal alone once all has ended: the cursor may be at a prompt', () => {
    let written = 0;
    const stream = new TerminalOutput(new Screen(80), () => {
      written += 1;
    });
    const progress = liveProgress(stream as unknown as NodeJS.WriteStream, new VirtualClock(), plain);
    progress.start('one').done();
    expect(written).toBeGreaterThan(0);
    written = 0;
    vi.advanceTimersByTime(1_000);
    expect(written).toBe(0);
  });
});
