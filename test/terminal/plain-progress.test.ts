import { expect, it } from 'vitest';
import { VirtualClock } from '../../src/sandbox/clock.ts';
import { plainProgress } from '../../src/terminal/plain-progress.ts';

function watched() {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const task = plainProgress((text) => lines.push(text.trim()), clock).start('read');
  return { clock, lines, task };
}

it('counts in a log every few seconds, and not at all in short work', () => {
  const { clock, lines, task } = watched();
  for (const count of [1, 2, 3]) task.update(`${count} of 9 accounts`);
  clock.advance(5_000);
  task.update('4 of 9 accounts');
  task.update('5 of 9 accounts');
  task.done();
  expect(lines).toEqual(['… read', 'read: 4 of 9 accounts', '✓ read: done (5.0 s)']);
});

it('says at once what is waited for, and once', () => {
  const { lines, task } = watched();
  task.update('AWS is busy');
  task.update('waiting for AWS (creation car-1)');
  task.update('waiting for AWS (creation car-1)');
  expect(lines.slice(1)).toEqual(['read: AWS is busy', 'read: waiting for AWS (creation car-1)']);
});

it('breaks between words where the terminal ends, below the title', () => {
  const lines: string[] = [];
  const clock = new VirtualClock();
  const task = plainProgress((text) => lines.push(text), clock, 24).start('move account acme to Envs');
  task.update('waiting for AWS');
  task.done();
  expect(lines).toEqual([
    '… move account acme to\n  Envs\n',
    '  move account acme to\n  Envs: waiting for AWS\n',
    '✓ move account acme to\n  Envs: done\n',
  ]);
});
