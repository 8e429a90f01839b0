import { PassThrough, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { nodeTerminal } from '../../src/terminal/node-terminal.ts';
import type { Terminal } from '../../src/terminal/terminal.ts';

/** What a person sees; calls back at each question. */
class Screen extends Writable {
  readonly isTTY = true;
  readonly columns = 80;
  shown = '';
  asked: () => void = () => {};

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.shown += chunk.toString();
    if (/(: |\) |\? )$/.test(this.shown)) this.asked();
    done();
  }
}

let input: PassThrough;
let screen: Screen;
beforeEach(() => {
  input = Object.assign(new PassThrough(), { isTTY: true });
  screen = new Screen();
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(input as unknown as typeof process.stdin);
  vi.spyOn(process, 'stderr', 'get').mockReturnValue(screen as unknown as typeof process.stderr);
});
afterEach(() => vi.restoreAllMocks());

const choices = ['acme', 'acme-two', 'globex'].map((value, index) => ({ value, hint: `account ${index}` }));
const prompts: Readonly<Record<string, (terminal: Terminal, signal: AbortSignal) => Promise<unknown>>> = {
  confirm: (terminal, signal) => terminal.confirm('Run it?', signal),
  type: (terminal, signal) => terminal.type('Which name?', signal),
  choose: (terminal, signal) => terminal.choose('Which client?', choices, signal),
  code: (terminal, signal) => terminal.askMfaCode('phone', signal),
};

describe.each<[string, boolean, NodeJS.ProcessEnv]>([
  ['plain mode', true, {}],
  ['a dumb terminal', false, { TERM: 'dumb' }],
])('a question in %s', (_name, plain, env) => {
  const terminal = () => nodeTerminal({ color: true, input: true, plain }, env, systemClock);

  /** Types a line at each question. */
  async function ask(prompt: string, lines: readonly string[]) {
    const left = [...lines];
    screen.asked = () => setImmediate(() => input.write(`${left.shift() ?? ''}\n`));
    const answer = await prompts[prompt]?.(terminal(), new AbortController().signal);
    // Nothing moves the cursor.
    expect(screen.shown).toMatch(/^[\n\x20-\x7e]*$/);
    expect(left).toEqual([]);
    return answer;
  }

  test.each<[string, readonly string[], unknown]>([
    ['confirm', ['y'], true],
    ['confirm', ['YES'], true],
    ['confirm', [''], false],
    ['confirm', ['n'], false],
    ['type', ['  acme '], 'acme'],
    ['choose', ['3'], 'globex'],
    ['choose', ['acme'], 'acme'],
    ['choose', ['glo'], 'globex'],
    ['choose', ['', '0', '4', 'acm', '2'], 'acme-two'],
    ['code', ['12345', 'abcdef', '123456'], '123456'],
  ])('%s takes %j', async (prompt, lines, expected) => {
    expect(await ask(prompt, lines)).toBe(expected);
  });

  test('a choice is listed with numbers', async () => {
    await ask('choose', ['1']);
    expect(screen.shown).toBe(
      'Which client?\n  1  acme (account 0)\n  2  acme-two (account 1)\n  3  globex (account 2)\nNumber or name: ',
    );
  });

  test('a long choice breaks under its name, and not in the first column', async () => {
    const hint = 'each person needs an MFA device before working in a client, or is locked out';
    screen.asked = () => setImmediate(() => input.write('1\n'));
    const { signal } = new AbortController();
    await terminal().choose('Require MFA?', [{ value: 'yes', hint }], signal);
    expect(screen.shown).toBe(
      'Require MFA?\n  1  yes (each person needs an MFA device before working in a client, or is\n' +
        '     locked out)\nNumber or name: ',
    );
  });

  test.each(Object.keys(prompts))(
    '%s is interrupted by the end of the input and with the run',
    async (prompt) => {
      const run = new AbortController();
      screen.asked = () => setImmediate(() => run.abort());
      await expect(prompts[prompt]?.(terminal(), run.signal)).rejects.toMatchObject({ kind: 'interrupted' });
      screen.asked = () => setImmediate(() => input.end());
      const never = new AbortController().signal;
      await expect(prompts[prompt]?.(terminal(), never)).rejects.toMatchObject({ kind: 'interrupted' });
    },
  );
});

test.each<[string, { color: boolean; plain: boolean }, NodeJS.ProcessEnv, boolean]>([
  ['by default', { color: true, plain: false }, {}, true],
  ['with --plain', { color: true, plain: true }, {}, false],
  ['with --no-color', { color: false, plain: false }, {}, false],
  ['with NO_COLOR', { color: true, plain: false }, { NO_COLOR: '1' }, false],
  ['on a dumb terminal', { color: true, plain: false }, { TERM: 'dumb' }, false],
])('progress moves on a terminal, %s: %j %j %s', (_name, options, env, expected) => {
  expect(nodeTerminal({ ...options, input: true }, env, systemClock).animated).toBe(expected);
});
