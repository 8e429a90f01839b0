import { expect, test } from 'vitest';
import { questionText } from '../../src/terminal/question-text.ts';

const question = 'Lock user kim in Ops, and end all sessions in 12 accounts?';

test('a question breaks between words, under its own beginning', () => {
  expect(questionText(question, 40)).toBe('Lock user kim in Ops, and end all\n  sessions in 12 accounts?');
  expect(questionText(question, undefined)).toBe(question);
});

test('what the prompt adds stays on the last line', () => {
  const added = ' (y/N) ';
  const width = '? '.length + question.length + added.length;
  expect(questionText(question, width, added)).toBe(question);
  expect(questionText(question, width - 1, added)).toContain('\n  ');
});
