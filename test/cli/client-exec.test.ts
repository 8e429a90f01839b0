import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addExec } from '../../src/cli/account/exec.ts';
import { type ExecDeps, type ExecOptions, runExec } from '../../src/cli/account/exec-run.ts';
import { ExitError } from '../../src/cli/command-errors.ts';
import { addGlobals } from '../../src/cli/globals.ts';
import type { ChildCommand, ChildOutcome } from '../../src/exec/run-child.ts';
import { Failure } from '../../src/model/failure.ts';
import { acmeSession, clientRun, errorOf } from '../support/client-run.ts';

/** Credentials that need no AWS, and a child that is no process. */
function fakes(outcome: ChildOutcome = { kind: 'ended', code: 0 }) {
  const opened: (string | null)[] = [];
  const started: ChildCommand[] = [];
  const deps: ExecDeps = {
    openAccountSession: async (_noun, name) => {
      opened.push(name);
      return acmeSession;
    },
    runChild: async (command) => {
      started.push(command);
      return outcome;
    },
  };
  return { deps, opened, started };
}

async function exec(words: readonly string[], options: ExecOptions = {}, env: NodeJS.ProcessEnv = {}) {
  const { deps, opened, started } = fakes();
  const { context, shown } = clientRun({ env, cwd: '/work' });
  await runExec({ noun: 'client', name: 'acme' }, words, options, context, deps);
  return { opened, started, shown };
}

/** Parses a whole line as the program would. */
async function parse(...argv: readonly string[]) {
  const { deps, opened, started } = fakes();
  const program = new Command('diverst').exitOverride().configureOutput({ writeErr: () => undefined });
  const client = program.command('client').exitOverride();
  addExec(client, 'client', (globals) => clientRun({ globals }).context, deps);
  addGlobals(program);
  await program.parseAsync(['client', 'exec', ...argv], { from: 'user' });
  return { opened, commands: started.map(({ command, args }) => [command, ...args]) };
}

describe('client exec', () => {
  it('runs the command where it was called, with the client’s credentials in place of others', async () => {
    const { started, shown } = await exec(['terraform', 'apply'], {}, { PATH: '/bin', AWS_PROFILE: 'ops' });
    expect(started).toEqual([
      {
        command: 'terraform',
        args: ['apply'],
        cwd: '/work',
        env: {
          PATH: '/bin',
          AWS_ACCESS_KEY_ID: acmeSession.accessKeyId,
          AWS_SECRET_ACCESS_KEY: acmeSession.secretAccessKey,
          AWS_SESSION_TOKEN: acmeSession.sessionToken,
          AWS_CREDENTIAL_EXPIRATION: acmeSession.expiration,
          DIVERST_CLIENT: 'acme',
          DIVERST_BASE: `v=1:set.AWS_ACCESS_KEY_ID=${acmeSession.accessKeyId}:was.AWS_PROFILE=ops`,
        },
      },
    ]);
    expect(shown).toEqual({ out: '', err: '' });
  });

  it.each([
    [
      ['acme', '--', 'terraform', 'apply', '-auto-approve'],
      ['terraform', 'apply', '-auto-approve'],
    ],
    [
      ['acme', '--read-only', '--', 'ls', '--json', '--help'],
      ['ls', '--json', '--help'],
    ],
    [
      ['--json', 'acme', '--', 'sh', '-c', 'x', '--', '--force'],
      ['sh', '-c', 'x', '--', '--force'],
    ],
    [
      ['acme', '--reason', 'why', '--', 'a', '--refresh'],
      ['a', '--refresh'],
    ],
  ])('leaves all after -- to the command: %j', async (argv, command) => {
    expect(await parse(...argv)).toEqual({ opened: ['acme'], commands: [command] });
  });

  it('without a command is a usage error, before any credentials are fetched', async () => {
    const { deps, opened } = fakes();
    const error = await errorOf(runExec({ noun: 'client', name: 'acme' }, [], {}, clientRun().context, deps));
    expect(error).toMatchObject({ kind: 'usage', text: { what: 'no command to run was given' } });
    expect(opened).toEqual([]);
  });

  it.each([
    [
      'terraform',
      [
        'put the command after --: diverst client exec terraform -- terraform plan',
        'if terraform is the command, name the client first: diverst client exec NAME -- terraform',
      ],
    ],
    ['ls', ['if ls is the command, name the client first: diverst client exec NAME -- ls']],
  ])('knows that %s may be the command', async (word, fix) => {
    const { deps } = fakes();
    const error = await errorOf(runExec({ noun: 'client', name: word }, [], {}, clientRun().context, deps));
    expect(error).toMatchObject({ text: { fix } });
  });

  it('refuses in the shell of another client, and says which', async () => {
    const { deps, opened } = fakes();
    const { context } = clientRun({ env: { DIVERST_CLIENT: 'globex' } });
    const error = await errorOf(runExec({ noun: 'client', name: 'acme' }, ['ls'], {}, context, deps));
    expect(error).toMatchObject({ kind: 'usage' });
    expect(String(error)).toContain('in client globex, and the command would run in client acme');
    expect(opened).toEqual([]);
  });

  it('continues in the shell of the same client, and with --force of any', async () => {
    expect((await exec(['ls'], {}, { DIVERST_CLIENT: 'acme' })).started).toHaveLength(1);
    expect((await exec(['ls'], { force: true }, { DIVERST_CLIENT: 'globex' })).started[0]?.env).toMatchObject(
      {
        DIVERST_CLIENT: 'acme',
      },
    );
  });

  it('ends with the code of the command', async () => {
    const { deps } = fakes({ kind: 'ended', code: 143 });
    const error = await errorOf(
      runExec({ noun: 'client', name: 'acme' }, ['ls'], {}, clientRun().context, deps),
    );
    expect(error).toBeInstanceOf(ExitError);
    expect(error).toMatchObject({ code: 143, failure: null });
  });

  it.each([
    [{ kind: 'not-found' } as const, 127, 'the command "tf" was not found'],
    [{ kind: 'not-started', reason: 'EACCES' } as const, 126, 'the command "tf" cannot be run'],
    [{ kind: 'not-started', reason: 'ENOTDIR' } as const, 126, 'the command "tf" cannot be run'],
  ])('ends with the shell’s code for %j, and says why', async (outcome, code, what) => {
    const { deps } = fakes(outcome);
    const error = await errorOf(
      runExec({ noun: 'client', name: 'acme' }, ['tf'], {}, clientRun().context, deps),
    );
    expect(error).toMatchObject({ code, failure: { text: { what } } });
    const { failure } = error as ExitError;
    expect(failure?.text.why).toBeTruthy();
    expect(failure?.text.fix).not.toEqual([]);
  });

  it('starts nothing once it was interrupted', async () => {
    const { deps, started } = fakes();
    const reason = new Failure('interrupted', { what: 'interrupted' });
    const error = await errorOf(
      runExec(
        { noun: 'client', name: 'acme' },
        ['ls'],
        {},
        clientRun({ signal: AbortSignal.abort(reason) }).context,
        deps,
      ),
    );
    expect(error).toBe(reason);
    expect(started).toEqual([]);
  });

  it('has every option in its help, and examples', () => {
    const client = new Command('client');
    addExec(client, 'client', () => clientRun().context);
    let help = '';
    client.commands[0]?.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    expect(help).toContain('Usage: client exec [options] <name> -- COMMAND [ARG…]');
    for (const word of ['--refresh', '--force', '--read-only', 'Examples:', '128+n'])
      expect(help).toContain(word);
  });
});
