import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editAwsConfig } from '../../src/cli/account/aws-files.ts';
import { notRunError } from '../../src/cli/account/exec-failure.ts';
import { nextCommand } from '../../src/cli/account/profile-run.ts';
import { completeFix } from '../../src/cli/complete-fix.ts';
import { diagnoseSessionCache } from '../../src/cli/doctor-local.ts';
import { explainNoHome } from '../../src/cli/explain-no-home.ts';
import { writePage } from '../../src/cli/org/page-file.ts';
import { prepareFolder } from '../../src/credentials/cache-folder.ts';
import { folderVariables, NoHome } from '../../src/credentials/home-folder.ts';
import { exported, type ShellName } from '../../src/credentials/shells.ts';
import type { NotRun } from '../../src/exec/start-program.ts';
import { fixOf } from '../../src/model/fix.ts';
import { LOCK_POLICY, lockDocument } from '../../src/model/revocations.ts';
import { systemWords } from '../../src/model/system-words.ts';
import { denyingAll } from '../../src/operations/revocation/find-person.ts';
import { movingAll } from '../../src/plan/diff/units.ts';
import { runCli, testOrganization } from '../support/cli.ts';
import { clientRun, errorOf } from '../support/client-run.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-words-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const posixOnly = /chmod|XDG_|\bHOME\b|\bsh\b|first line/;

it('folders have other variables on Windows', () => {
  expect(folderVariables('win32')).toEqual({
    home: 'USERPROFILE',
    caches: 'LOCALAPPDATA',
    states: 'LOCALAPPDATA',
  });
  expect(folderVariables('linux')).toEqual({
    home: 'HOME',
    caches: 'XDG_CACHE_HOME',
    states: 'XDG_STATE_HOME',
  });
});

describe('a user without a home folder', () => {
  it.each<[ShellName | null, string]>([
    ['powershell', "$Env:USERPROFILE = 'C:\\path\\to\\folder'"],
    ['cmd', 'set "USERPROFILE=C:\\path\\to\\folder"'],
    [null, "$Env:USERPROFILE = 'C:\\path\\to\\folder'"],
  ])('sets another variable on Windows, as %s writes it', (shell, run) => {
    const { text } = explainNoHome(new NoHome({}, 'win32'), 'win32');
    expect(text.what).toBe(
      'cannot find your home folder: USERPROFILE is not set, and the system does not know your user ID',
    );
    const [fix = ''] = (text.fix ?? []).map((one) => completeFix(one, { globals: {}, shell: () => shell }));
    expect(fixOf(fix)).toEqual({ say: 'set USERPROFILE to a folder that you can write to', run });
  });

  it.each<[ShellName, string]>([
    ['env', 'export HOME=/path/to/folder'],
    ['fish', "set -gx HOME '/path/to/folder'"],
    ['csh', "setenv HOME '/path/to/folder'"],
  ])('sets HOME elsewhere, as %s writes it', (shell, run) => {
    const { text } = explainNoHome(new NoHome({}, 'linux'), 'linux');
    const [fix = ''] = (text.fix ?? []).map((one) => completeFix(one, { globals: {}, shell: () => shell }));
    expect(fixOf(fix)).toEqual({ say: 'set HOME to a folder that you can write to', run });
  });

  it('is shown where a cache can be', () => {
    const told = (platform: NodeJS.Platform) => prepareFolder(null, () => {}, platform);
    expect(told('win32')).toMatch(/USERPROFILE is not set.*; set USERPROFILE or LOCALAPPDATA to a folder/);
    expect(told('win32')).not.toMatch(posixOnly);
    expect(told('linux')).toMatch(/HOME is not set.*; set HOME or XDG_CACHE_HOME to a folder/);
  });
});

it('nothing is called private because of a mode, which Windows has not', () => {
  const sessions = join(folder, 'state.json.sessions');
  mkdirSync(sessions, { mode: 0o700 });
  const { context, shown } = clientRun({ globals: { sandboxState: join(folder, 'state.json') } });
  expect(diagnoseSessionCache(context, 'linux').what).toBe(`${sessions}, private to you`);
  expect(diagnoseSessionCache(context, 'win32').what).toBe(
    `${sessions}, with the permissions of the folder that it is in`,
  );
  const own = process.platform;
  try {
    for (const [value, readers] of [
      ['win32', 'everyone who can read the folder can read the file'],
      ['linux', 'only you can read the file'],
    ] as const) {
      Object.defineProperty(process, 'platform', { value });
      shown.err = '';
      writePage(join(folder, 'page.html'), '<p>', { words: 'a page', json: '{}' }, context);
      expect(shown.err.replace(/\s+/g, ' ')).toContain(`open it in a browser; ${readers}`);
    }
  } finally {
    Object.defineProperty(process, 'platform', { value: own });
  }
});

it('doctor names the folder for caches that Windows has', () => {
  writeFileSync(join(folder, 'file'), '');
  const { context } = clientRun({ globals: { sandboxState: join(folder, 'file', 'state.json') } });
  const fixes = (platform: NodeJS.Platform) => diagnoseSessionCache(context, platform).fix.join();
  expect(fixes('win32')).toContain('set LOCALAPPDATA to a folder of yours');
  expect(fixes('linux')).toContain('set XDG_CACHE_HOME to a folder of yours');
});

it('a read-only AWS file is made writable by the command of the system', async () => {
  const file = join(folder, 'config');
  writeFileSync(file, '');
  chmodSync(file, 0o400);
  for (const [platform, command] of [
    ['win32', `attrib -r ${file}`],
    ['linux', `chmod u+w ${file}`],
  ] as const) {
    const edit = async () => editAwsConfig(file, () => 'changed', systemWords(platform));
    expect(await errorOf(edit())).toMatchObject({
      text: {
        fix: [`if you are allowed to change the file, make it writable: ${command}`, expect.anything()],
      },
    });
  }
});

describe('a command that client exec cannot run on Windows', () => {
  const explained = (outcome: NotRun, command: string, platform: NodeJS.Platform = 'win32') => {
    const { code, failure } = notRunError(outcome, command, platform);
    return { code, text: [failure?.text.why, ...(failure?.text.fix ?? [])].join('\n') };
  };

  it.each(['bin\\tool.exe', 'bin/tool', 'C:tool.exe'])('is a file if it is a path: %s', (command) => {
    const { code, text } = explained({ kind: 'not-found' }, command);
    expect(code).toBe(127);
    expect(text).toContain('The file does not exist, or is not a program (.exe, .com, .cmd or .bat).');
    expect(text).toContain('-- cmd /c "…"');
    expect(text).not.toMatch(posixOnly);
  });

  it('is looked up if it is a name', () => {
    expect(explained({ kind: 'not-found' }, 'tool').text).toContain('No folder in PATH');
    expect(explained({ kind: 'not-found' }, 'a\\b', 'linux').text).toContain('No folder in PATH');
  });

  it('is given to its interpreter if it is no program', () => {
    const { code, text } = explained({ kind: 'not-started', reason: 'EACCES' }, 'tool.ps1');
    expect(code).toBe(126);
    expect(text).toContain('such as: -- powershell -File FILE');
    expect(text).not.toMatch(posixOnly);
    expect(explained({ kind: 'not-started', reason: 'EACCES' }, 'tool', 'linux').text).toContain('chmod +x');
  });
});

it.each<[ShellName | null, string]>([
  ['env', 'AWS_CONFIG_FILE=/own aws sts get-caller-identity --profile acme'],
  ['powershell', "$Env:AWS_CONFIG_FILE = '/own'; aws sts get-caller-identity --profile acme"],
  ['cmd', 'set "AWS_CONFIG_FILE=/own" && aws sts get-caller-identity --profile acme'],
  [null, "$Env:AWS_CONFIG_FILE = '/own'; aws sts get-caller-identity --profile acme"],
])('a profile in another file is used as %s writes it', (shell, line) => {
  const { context } = clientRun({ env: { HOME: folder } });
  expect(nextCommand([{ name: 'acme' }], '/own', context, () => shell)).toBe(line);
});

it('a line that a person types in cmd has letters that it would misread in a line of diverst', () => {
  expect(exported('AWS_CONFIG_FILE', 'C:\\Büro\\config', 'cmd')).toBe(
    'set "AWS_CONFIG_FILE=C:\\Büro\\config"',
  );
});

it('a policy is no argument on Windows, where each shell reads its quotes in another way', () => {
  const policy = JSON.stringify(lockDocument);
  const put = `aws iam put-user-policy --user-name kim --policy-name ${LOCK_POLICY} --policy-document`;
  expect(denyingAll('kim', 'linux')).toEqual({ before: null, command: `${put} '${policy}'` });
  expect(denyingAll('kim', 'win32')).toEqual({
    before: `write this policy to the file deny.json: ${policy}`,
    command: `${put} file://deny.json`,
  });
});

it('accounts are moved without a pipe on Windows', () => {
  const to = { text: 'Users/Production', id: 'ou-2' };
  const move = 'aws organizations move-account --source-parent-id ou-1 --destination-parent-id ou-2';
  const fixes = movingAll({ id: 'ou-1' }, to, 'win32');
  expect(fixes.map((fix) => fixOf(fix).run)).toEqual([
    'aws organizations list-accounts-for-parent --parent-id ou-1 --query "Accounts[].Id" --output text',
    `${move} --account-id ACCOUNT_ID`,
  ]);
  expect(movingAll({ id: 'ou-1' }, to, 'linux')).toHaveLength(1);
});

it('the example of an email template has the quotes of the system', async () => {
  const told = async (platform: string) => {
    const own = process.platform;
    Object.defineProperty(process, 'platform', { value: platform });
    try {
      const argv = ['config', 'init', '--yes', '--output', join(folder, 'diverst.config.yaml')];
      return (await runCli(testOrganization(), argv)).stderr;
    } finally {
      Object.defineProperty(process, 'platform', { value: own });
    }
  };
  expect(await told('win32')).toContain('add --email "aws+{client}@example.com"');
  expect(await told('linux')).toContain("add --email 'aws+{client}@example.com'");
});

describe('a fix with a word that cmd and PowerShell quote differently', () => {
  const completed = (fix: string, shell: ShellName | null, platform: NodeJS.Platform = 'win32') =>
    completeFix(fix, { globals: {}, shell: () => shell }, platform);
  const fix = "add a reason: diverst client assume acme --reason '50% $x'";

  it('is for cmd if cmd called', () => {
    expect(completed(fix, 'cmd')).toBe('add a reason: diverst client assume acme --reason "50%%cd:~,% $x"');
    expect(completed(`eval "$(diverst client assume acme --reason '$x')"`, 'cmd')).toBe(
      `for /f "delims=" %i in ('diverst client assume acme --reason "$x"') do @%i`,
    );
  });

  it('is for PowerShell elsewhere on Windows, and unchanged on other systems', () => {
    expect(completed(fix, 'powershell')).toBe(fix);
    expect(completed(fix, null)).toBe(fix);
    const asked = () => {
      throw new Error('the shell was asked for');
    };
    expect(completeFix(fix, { globals: {}, shell: asked }, 'linux')).toBe(fix);
  });
});
