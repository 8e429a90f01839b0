import { expect, it } from 'vitest';
import { sayWrapped, warn } from '../../src/cli/notices.ts';
import { plain } from '../../src/views/paint.ts';

/** What a terminal of 30 columns gets. */
function onTerminal(write: (terminal: Parameters<typeof warn>[0]) => void): string {
  let said = '';
  write({
    errPaint: plain,
    errWidth: 30,
    err: (text) => {
      said += text;
    },
  });
  return said;
}

it('prose breaks between words, below the text behind its mark', () => {
  expect(onTerminal((terminal) => sayWrapped(terminal, '✓ shell in client acme, valid for 59 minutes'))).toBe(
    '✓ shell in client acme, valid\n  for 59 minutes\n',
  );
  expect(onTerminal((terminal) => warn(terminal, 'this shell does not work in client acme'))).toBe(
    '! this shell does not work in\n  client acme\n',
  );
});

it('a command that a warning names never breaks', () => {
  const text = 'an old user is left; to delete it: diverst user remove kim --yes';
  expect(onTerminal((terminal) => warn(terminal, text))).toBe(`! ${text}\n`);
});
