import { describe, expect, inject, test } from 'vitest';
import { type Ran, userOfTests } from './support/machine.ts';

const env = { DIVERST_SANDBOX: '1' };
const user = userOfTests((user) => {
  // Ends at the Ctrl-C of that number, and needs a moment to end in order, as Terraform does when it writes its state.
  user.write(
    'slow.js',
    `let count = 0;
    process.on('SIGINT', () => {
      count += 1;
      console.log('interrupt ' + count);
      if (count === Number(process.argv[2])) setTimeout(() => process.exit(5), 1500);
    });
    setTimeout(() => {
      require('node:fs').writeFileSync('outlived.txt', '');
      process.exit(6);
    }, 45_000);
    console.log('works as ' + process.pid);`,
  );
  user.write('slow.cmd', '@echo off\r\nnode "%~dp0slow.js"\r\n');
  // Wine has 0 for a program that Ctrl-C has ended outright; that one says nothing here.
  user.write('in-order.cjs', "process.on('exit', (code) => console.error('ends with ' + code))");
});

/** How the command of each client ended. */
function endsOf(run: Ran | undefined): Readonly<Record<string, string>> {
  const rows = run?.stderr.matchAll(/^(acme|globex) +[\d.]+ s +.*?(exit code \d+|ended by \w+)/gm) ?? [];
  return Object.fromEntries([...rows].map(([, client, end]) => [client, end]));
}

describe.runIf(inject('windows'))('Ctrl-C on Windows', () => {
  test('a run says what it has done, ends with 130, and is continued with the same account', async () => {
    const init = ['client', 'init', 'globex', '--yes'];
    const own = { ...env, DIVERST_SANDBOX_STATE: 'own.json' };
    const slow = { ...own, DIVERST_SANDBOX_LATENCY: '1' };
    const [ended] = await user().together([{ args: init, env: slow, interruptAt: ['waiting for AWS'] }]);
    expect(ended, ended?.stderr).toMatchObject({ code: 130, signal: null });
    expect(ended?.stderr).toContain('diverst client init globex');
    const [again, list] = [
      ...(await user().together([{ args: [...init, '--json'], env: own }])),
      ...(await user().together([{ args: ['client', 'list', '--json'], env: own }])),
    ];
    expect(again, again?.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(again?.stdout ?? '')).toMatchObject({ created: false });
    const { clients } = JSON.parse(list?.stdout ?? '');
    expect(clients.filter(({ client }: { readonly client: string }) => client === 'globex')).toHaveLength(1);
  });

  test('a command in a client ends in its own time, and its exit code is the one of diverst', async () => {
    const exec = ['client', 'exec', 'acme', '--', 'node', 'slow.js', '2'];
    const [ended] = await user().together([{ args: exec, env, interruptAt: ['works', 'interrupt 1'] }]);
    const stdout = expect.stringMatching(/^works as \d+\ninterrupt 1\ninterrupt 2\n$/);
    expect(ended, ended?.stderr).toMatchObject({ code: 5, signal: null, stdout });
  });

  test('commands that run side by side end in their own time, and are killed at the second Ctrl-C', async () => {
    const [made] = await user().together([{ args: ['client', 'init', 'globex', '--yes'], env }]);
    expect(made, made?.stderr).toMatchObject({ code: 0 });
    const all = (last: string) => ['client', 'exec', '--all', '--yes', '--', 'node', 'slow.js', last];
    const both = 'works[^]*works';
    const [once] = await user().together([{ args: all('1'), env, interruptAt: [both] }]);
    expect(once, once?.stderr).toMatchObject({ code: 130 });
    expect(endsOf(once)).toEqual({ acme: 'exit code 5', globex: 'exit code 5' });
    const twiceAt = [both, 'press Ctrl-C again'];
    const [twice] = await user().together([{ args: all('none'), env, interruptAt: twiceAt }]);
    expect(endsOf(twice)).toEqual({ acme: 'ended by SIGKILL', globex: 'ended by SIGKILL' });
  });

  // The taskkill of earlier ones ends no tree. Wine's cmd ends at the first Ctrl-C, so that here time has to be up.
  test.runIf(inject('wine') >= 10)(
    'a command that takes too long is killed with what it has started',
    async () => {
      const exec = ['client', 'exec', '--client', 'acme', '--yes', '--timeout', '8s', '--', '.\\slow.cmd'];
      const [killed] = await user().together([{ args: exec, env }]);
      expect(killed?.stderr).toContain('timed out');
      expect(killed?.stdout).toContain('works as');
      // What outlives it is waited for here.
      expect(() => user().read('outlived.txt')).toThrow('ENOENT');
    },
  );

  test('the sandbox that is served ends with 0', async () => {
    const serve = ['sandbox', 'serve', '--port', '0', '--json'];
    const watched = { ...env, NODE_OPTIONS: '--require ./in-order.cjs' };
    const [ended] = await user().together([{ args: serve, env: watched, interruptAt: ['endpoint'] }]);
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: 'ends with 0\n' });
  });
});
