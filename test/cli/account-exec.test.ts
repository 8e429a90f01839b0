import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addExec } from '../../src/cli/account/exec.ts';
import { type ExecDeps, type ExecOptions, runExec } from '../../src/cli/account/exec-run.ts';
import { ExitError } from '../../src/cli/command-errors.ts';
import { addGlobals } from '../../src/cli/globals.ts';
import type { ChildOutcome } from '../../src/exec/run-child.ts';
import type { ChildCommand } from '../../src/exec/start-program.ts';
import { Failure } from '../../src/model/failure.ts';
import { testedKinds } from '../support/account-kinds.ts';
import { runCli, testOrganization } from '../support/cli.ts';
import { clientRun, errorOf, sessions } from '../support/client-run.ts';

describe.each(testedKinds)('diverst $command:', (tested) => {
  const session = sessions[tested.noun];

  /** Credentials that need no AWS, and a child that is no process. */
  function fakes(outcome: ChildOutcome = { kind: 'ended', code: 0 }) {
    const opened: (string | null)[] = [];
    const started: ChildCommand[] = [];
    const deps: ExecDeps = {
      openAccountSession: async (_noun, name) => {
        opened.push(name);
        return session;
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
    await runExec({ noun: tested.noun, name: tested.name }, words, options, context, deps);
    return { opened, started, shown };
  }

  /** Parses a whole line as the program would. */
  async function parse(...argv: readonly string[]) {
    const { deps, opened, started } = fakes();
    const program = new Command('diverst').exitOverride().configureOutput({ writeErr: () => undefined });
    const client = program.command(tested.command).exitOverride();
    addExec(client, tested.noun, (globals) => clientRun({ globals }).context, deps);
    addGlobals(program);
    await program.parseAsync([tested.command, 'exec', ...argv], { from: 'user' });
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
            AWS_ACCESS_KEY_ID: session.accessKeyId,
            AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
            AWS_SESSION_TOKEN: session.sessionToken,
            AWS_CREDENTIAL_EXPIRATION: session.expiration,
            DIVERST_EXPIRES: '1893459600',
            [tested.variable]: tested.name,
            DIVERST_BASE: `v=1:set.AWS_ACCESS_KEY_ID=${session.accessKeyId}:was.AWS_PROFILE=ops`,
          },
        },
      ]);
      expect(shown).toEqual({ out: '', err: '' });
    });

    it.each([
      [
        [tested.name, '--', 'terraform', 'apply', '-auto-approve'],
        ['terraform', 'apply', '-auto-approve'],
      ],
      [
        [tested.name, '--read-only', '--', 'ls', '--json', '--help'],
        ['ls', '--json', '--help'],
      ],
      [
        ['--json', tested.name, '--', 'sh', '-c', 'x', '--', '--force'],
        ['sh', '-c', 'x', '--', '--force'],
      ],
      [
        [tested.name, '--reason', 'why', '--', 'a', '--refresh'],
        ['a', '--refresh'],
      ],
    ])('leaves all after -- to the command: %j', async (argv, command) => {
      expect(await parse(...argv)).toEqual({ opened: [tested.name], commands: [command] });
    });

    it('without a command is a usage error, before any credentials are fetched', async () => {
      const { deps, opened } = fakes();
      const error = await errorOf(
        runExec({ noun: tested.noun, name: tested.name }, [], {}, clientRun().context, deps),
      );
      expect(error).toMatchObject({
        kind: 'usage',
        text: { what: 'no command to run was given' },
      });
      expect(opened).toEqual([]);
    });

    it.each([
      [
        'terraform',
        [
          `put the command after --: diverst ${tested.command} exec terraform -- terraform plan`,
          `if terraform is the command, name the ${tested.noun} first: diverst ${tested.command} exec NAME -- terraform`,
        ],
      ],
      [
        'ls',
        [`if ls is the command, name the ${tested.noun} first: diverst ${tested.command} exec NAME -- ls`],
      ],
    ])('knows that %s may be the command', async (word, fix) => {
      const { deps } = fakes();
      const error = await errorOf(
        runExec({ noun: tested.noun, name: word }, [], {}, clientRun().context, deps),
      );
      expect(error).toMatchObject({ text: { fix } });
    });

    it('refuses in the shell of another client, and says which', async () => {
      const { deps, opened } = fakes();
      const { context } = clientRun({ env: { [tested.variable]: tested.other } });
      const error = await errorOf(
        runExec({ noun: tested.noun, name: tested.name }, ['ls'], {}, context, deps),
      );
      expect(error).toMatchObject({ kind: 'usage' });
      expect(String(error)).toContain(
        `cannot run the command in ${tested.noun} ${tested.name}: this shell is in ${tested.noun} ${tested.other}`,
      );
      expect(opened).toEqual([]);
    });

    it('continues in the shell of the same client, and with --force of any', async () => {
      expect((await exec(['ls'], {}, { [tested.variable]: tested.name })).started).toHaveLength(1);
      expect(
        (await exec(['ls'], { force: true }, { [tested.variable]: tested.other })).started[0]?.env,
      ).toMatchObject({
        [tested.variable]: tested.name,
      });
    });

    it('ends with the code of the command', async () => {
      const { deps } = fakes({ kind: 'ended', code: 143 });
      const error = await errorOf(
        runExec({ noun: tested.noun, name: tested.name }, ['ls'], {}, clientRun().context, deps),
      );
      expect(error).toBeInstanceOf(ExitError);
      expect(error).toMatchObject({ code: 143, failure: null });
    });

    it.each([
      [{ kind: 'not-found' } as const, 127, 'cannot run "tf": the command was not found'],
      [
        { kind: 'not-started', reason: 'EACCES' } as const,
        126,
        'cannot run "tf": the system did not start it',
      ],
      [
        { kind: 'not-started', reason: 'ENOTDIR' } as const,
        126,
        'cannot run "tf": the system did not start it',
      ],
    ])('ends with the shell’s code for %j, and says why', async (outcome, code, what) => {
      const { deps } = fakes(outcome);
      const error = await errorOf(
        runExec({ noun: tested.noun, name: tested.name }, ['tf'], {}, clientRun().context, deps),
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
          { noun: tested.noun, name: tested.name },
          ['ls'],
          {},
          clientRun({ signal: AbortSignal.abort(reason) }).context,
          deps,
        ),
      );
      expect(error).toBe(reason);
      expect(started).toEqual([]);
    });

    it('has every option in its help, and examples', async () => {
      const client = new Command(tested.command);
      addExec(client, tested.noun, () => clientRun().context);
      let help = '';
      client.commands[0]?.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
      expect(help).toContain(
        `Usage: ${tested.command} exec [options] <name> [-- COMMAND [ARG…]]\n       diverst ${tested.command} exec [options] --all -- COMMAND [ARG…]\n`,
      );
      for (const word of ['--refresh', '--force', '--read-only']) expect(help).toContain(word);
      const organization = testOrganization();
      expect((await runCli(organization, [tested.command, 'exec', '--help'])).stdout).toContain(
        'Examples:\n',
      );
      expect((await runCli(organization, ['help', 'exit-codes'])).stdout).toContain('128+N ');
    });
  });
});
