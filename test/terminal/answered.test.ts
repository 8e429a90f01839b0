import { PassThrough, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { nodeTerminal } from '../../src/terminal/node-terminal.ts';
import type { Terminal } from '../../src/terminal/terminal.ts';

/** What a person sees; calls back once a question is drawn. */
class Screen extends Writable {
  readonly isTTY = true;
  readonly columns = 80;
  drawn: () => void = () => {};
  shown = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.shown += chunk.toString();
    if (chunk.toString().includes('really')) this.drawn();
    done();
  }
}

let input: PassThrough;
let screen: Screen;
beforeEach(() => {
  input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} });
  screen = new Screen();
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(input as unknown as typeof process.stdin);
  vi.spyOn(process, 'stderr', 'get').mockReturnValue(screen as unknown as typeof process.stderr);
});
afterEach(() => vi.restoreAllMocks());

type Ask = (terminal: Terminal, signal: AbortSignal) => Promise<unknown>;

const prompts: readonly (readonly [name: string, ask: Ask, keys: string, answer: unknown])[] = [
  ['a question', (terminal, signal) => terminal.confirm('really?', signal), 'y\r', true],
  ['a text to type', (terminal, signal) => terminal.type('really?', signal), 'acme\r', 'acme'],
  [
    'a choice',
    (terminal, signal) => terminal.choose('really?', [{ value: 'acme', hint: 'one' }], signal),
    '\r',
    'acme',
  ],
  ['an MFA code', (terminal, signal) => terminal.askMfaCode('really', signal), '123456\r', '123456'],
];

describe.each(prompts)('%s', (_name, ask, keys, answer) => {
  const asked = (act: () => void, signal = new AbortController().signal) => {
    // A prompt listens once it is drawn.
    screen.drawn = () => {
      screen.drawn = () => {};
      setImmediate(act);
    };
    return ask(nodeTerminal({ color: false, input: true, plain: false }, {}, systemClock), signal);
  };

  test('is answered', async () => {
    expect(await asked(() => input.write(keys))).toBe(answer);
  });

  test.each([
    ['Ctrl-D', () => input.write('\x04')],
    ['Ctrl-C', () => input.write('\x03')],
    ['an input that ends', () => input.end()],
    ['an input that is lost', () => input.destroy()],
  ])('is interrupted by %s', async (_key, act) => {
    await expect(asked(act)).rejects.toMatchObject({ kind: 'interrupted' });
  });

  test('is interrupted with the run', async () => {
    const run = new AbortController();
    await expect(asked(() => run.abort(), run.signal)).rejects.toMatchObject({ kind: 'interrupted' });
  });

  test('is not asked of an input that has ended', async () => {
    input.end();
    input.resume();
    await new Promise((resolve) => input.once('end', resolve));
    const terminal = nodeTerminal({ color: false, input: true, plain: false }, {}, systemClock);
    await expect(ask(terminal, new AbortController().signal)).rejects.toMatchObject({ kind: 'interrupted' });
  });

  test('leaves nothing behind on the input', async () => {
    const listeners = () => ['pause', 'end', 'close'].map((event) => input.listenerCount(event));
    const before = listeners();
    await asked(() => input.write(keys));
    expect(listeners()).toEqual(before);
  });
});

test.each<[string, Ask, string]>([
  ['a question', (terminal, signal) => terminal.confirm('really '.repeat(20), signal), 'y\r'],
  ['a text to type', (terminal, signal) => terminal.type('really '.repeat(20), signal), 'x\r'],
  [
    'a choice',
    (terminal, signal) => terminal.choose('really '.repeat(20), [{ value: 'x', hint: '' }], signal),
    '\r',
  ],
  ['an MFA code', (terminal, signal) => terminal.askMfaCode('really '.repeat(20), signal), '123456\r'],
])('%s that is long stands under its own beginning', async (_name, ask, keys) => {
  screen.drawn = () => {
    screen.drawn = () => {};
    setImmediate(() => input.write(keys));
  };
  await ask(
    nodeTerminal({ color: false, input: true, plain: false }, {}, systemClock),
    new AbortController().signal,
  );
  expect(screen.shown).toContain('really\n  really');
});
