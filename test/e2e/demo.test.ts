import { spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { type Act, acts, type Ended, type Stage } from '../../bin/demo-acts.mjs';

/** `npm run demo`, behind the build. */
function runDemo(): Promise<Ended> {
  const program = new URL('../../bin/demo.mjs', import.meta.url).pathname;
  const child = spawn(process.execPath, [program, '--pause'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...text }));
  });
}

test('the demo plays four acts in at most 50 lines of 80 columns, and ends with a command to type', async () => {
  const { code, stdout, stderr } = await runDemo();
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  expect(lines.length, stdout).toBeLessThanOrEqual(50);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines.filter((line) => /^\d\. /.test(line))).toEqual(
    acts.map(({ sentence }, index) => `${index + 1}. ${sentence}`),
  );
  expect(stdout).toContain('# AWS answers: AccessDenied\n');
  expect(stdout).toMatch(/^ {4}id +trust-everyone:globex$/m);
  expect(stdout).toMatch(/^ {4}fix +run:\n +diverst org repair --only trust-everyone:globex$/m);
  expect(stdout).toContain('# accounts with the name initech: 1\n');
  expect(lines.at(-2)).toBe('  node bin/diverst.js --sandbox client init acme');
  console.log(lines.find((line) => line.startsWith('All of this ran in')));
});

describe('an act fails if AWS shows anything else', () => {
  const ok: Ended = { code: 0, stdout: '{}', stderr: '' };
  const well: Stage = {
    diverst: async (words) => {
      if (words.startsWith('client show')) return { ...ok, stdout: '{"accountId":"111122223333"}' };
      return ok;
    },
    killed: async () => ({ ...ok, code: null }),
    note: () => {},
    assume: async () => 'AccessDenied',
    openTrust: async () => {},
    accounts: async () => 1,
  };
  /** An audit before the repair finds the change, one after it does not. */
  function audits(...codes: readonly number[]): Stage['diverst'] {
    const left = [...codes];
    return async (words, options) => {
      if (words !== 'org audit') return well.diverst(words, options);
      return { code: left.shift() ?? 0, stdout: 'globex', stderr: '' };
    };
  }
  const [create, cross, sabotage, kill] = acts as readonly [Act, Act, Act, Act];

  test('and does not where all is well', async () => {
    for (const { play } of [create, cross, kill]) await play(well);
    await sabotage.play({ ...well, diverst: audits(2, 0) });
  });

  test.each<[string, Act, Partial<Stage>]>([
    ['there is no account', create, { accounts: async () => 0 }],
    ['client init fails', create, { diverst: async () => ({ ...ok, code: 1 }) }],
    ['the other client opens', cross, { assume: async () => null }],
    ['the audit sees nothing', sabotage, { diverst: audits(0, 0) }],
    ['the repair changes nothing', sabotage, { diverst: audits(2, 2) }],
    ['the first run came to its end', kill, { killed: async () => ok }],
    ['there are two accounts', kill, { accounts: async () => 2 }],
    ['the second run fails', kill, { diverst: async () => ({ ...ok, code: 1 }) }],
  ])('%s', async (_, { play }, wrong) => {
    await expect(play({ ...well, ...wrong })).rejects.toThrow();
  });
});
