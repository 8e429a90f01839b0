import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { bundled, start, temporaryFolder } from '../files/workers.ts';

const caller = fileURLToPath(new URL('./cache-caller.ts', import.meta.url));

test('50 processes with a cold cache get one session, and leave nothing over', async () => {
  const folder = temporaryFolder();
  const [sessions, renewals, asking] = [
    join(folder, 'sessions'),
    join(folder, 'renewals'),
    join(folder, 'asking'),
  ];
  mkdirSync(sessions, { mode: 0o700 });
  mkdirSync(asking);
  const program = await bundled(caller);
  const callers = Array.from({ length: 50 }, () => start(program, [sessions, renewals, asking, '50']));
  const keys = await Promise.all(callers.map(({ said }) => said));
  for (const { ended } of callers) expect(await ended).toEqual({ code: 0, stderr: '' });
  expect(new Set(keys).size).toBe(1);
  expect(readFileSync(renewals, 'utf8')).toBe('renewed\n');
  expect(readdirSync(sessions)).toEqual([expect.stringMatching(/^acme-[0-9a-f]{16}\.json$/)]);
});
