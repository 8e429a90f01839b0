import { describe, expect, inject, test } from 'vitest';
import { type Step, userOfTests } from './support/machine.ts';

const sandbox = { DIVERST_SANDBOX: '1' };
/** The lines of a command, run in the same cmd, as the next steps say it. Before Wine 10, a file has to do. */
const enter = (command: string) =>
  inject('wine') >= 10
    ? `for /f "delims=" %%i in ('diverst ${command}') do @%%i`
    : `cmd /c diverst ${command} > lines.cmd\r\ncall lines.cmd`;
const show = 'node -p "[process.env.DIVERST_CLIENT, process.env.AWS_PROFILE, process.env.AWS_REGION]"';
const user = userOfTests();

function codes(steps: readonly Step[]): readonly number[] {
  return steps.map(({ code }) => code);
}

describe.runIf(inject('windows'))('a working day in cmd', () => {
  test('a client is made, used and audited, with exit codes, and next steps that cmd takes', async () => {
    const steps = await user().steps(
      [
        'diverst --version',
        'diverst client init globex --yes',
        'diverst client exec globex -- node -p process.env.DIVERST_CLIENT',
        'diverst client exec globex -- node -e process.exit(7)',
        'diverst client exec globex -- nothing-of-that-name',
        'diverst org audit',
        'diverst org aduit',
      ],
      { env: sandbox },
    );
    expect(codes(steps)).toEqual([0, 0, 0, 7, 127, 0, 64]);
    const [version, made, inside, , missing] = steps;
    expect(version?.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(made?.stdout).toContain(`    for /f "delims=" %i in ('diverst client assume globex') do @%i\n`);
    expect(inside?.stdout).toBe('globex\n');
    expect(missing?.stderr).toContain('use -- cmd /c "…"');
  });

  test('the shell enters a client, knows it, and gets back what it had; a failure leaves no client', async () => {
    const assume = enter('client assume acme');
    const env = { ...sandbox, AWS_PROFILE: 'ops' };
    const [inside, status, left, failed, config] = await user().steps(
      [
        `${assume}\r\n${show}`,
        `${assume}\r\ndiverst client status`,
        `${assume}\r\n${enter('client leave')}\r\n${show}`,
        `${assume}\r\n${enter('client assume amce')}\r\n${show}`,
        'diverst config show',
      ],
      { env },
    );
    expect(inside?.stdout).toBe("[ 'acme', undefined, 'us-east-1' ]\n");
    expect(status).toMatchObject({ code: 0, stdout: expect.stringContaining('acme') });
    expect(left?.stdout).toBe("[ undefined, 'ops', undefined ]\n");
    expect(failed?.stdout).toBe("[ undefined, 'ops', undefined ]\n");
    expect(failed?.stderr).toContain('amce');
    expect(config?.code).toBe(0);
  });

  test('a variable counts in whatever case it was set, and is put back', async () => {
    const [left] = await user().steps(
      [`set Aws_Profile=ops\r\n${enter('client assume acme')}\r\n${enter('client leave')}\r\n${show}`],
      { env: sandbox },
    );
    expect(left?.stdout).toBe("[ undefined, 'ops', undefined ]\n");
  });

  test('where cmd and PowerShell may both have called, the shell has to be named', async () => {
    const both = `${user().folder}\\home\\Documents\\PowerShell\\Modules`;
    const env = { ...sandbox, PSModulePath: both };
    const [unnamed, powershell, refused] = await user().steps(
      [
        'diverst client assume acme',
        'diverst client assume acme --format powershell',
        'diverst client leave',
      ],
      { env },
    );
    expect(unnamed).toMatchObject({ code: 64, stdout: '' });
    expect(unnamed?.stderr).toContain('add --format powershell or --format cmd');
    expect(powershell?.stdout).toContain("$Env:DIVERST_CLIENT = 'acme'\n");
    expect(refused).toMatchObject({ code: 64, stdout: '' });
  });
});
