import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/audit/catalog.ts';
import { checkIds } from '../../src/model/checks.ts';
import { runCli, testOrganization } from '../support/cli.ts';

const cli = (...words: readonly string[]) => runCli(testOrganization(), ['org', 'checks', ...words]);

describe('org checks', () => {
  it('lists every check with its severity and title, the worst first', async () => {
    const { code, stdout, stderr } = await cli();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [, ...lines] = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual(
      ['high', 'medium', 'low'].flatMap((severity) =>
        checkIds
          .filter((id) => catalog[id].severity === severity)
          .map((id) => [id, severity, catalog[id].title]),
      ),
    );
  });

  it('says all of one', async () => {
    const { code, stdout } = await cli('trust-mfa');
    expect(code).toBe(0);
    const { title, holds, why, fix, page = '' } = catalog['trust-mfa'];
    const docs = 'https://github.com/diverst/diverst/blob/main/docs/checks.md#trust-mfa';
    for (const text of [
      'trust-mfa',
      title,
      'high',
      holds,
      why,
      fix,
      page,
      docs,
      'diverst org repair fixes the finding',
    ])
      expect(stdout).toContain(text);
  });

  it('takes the id of a finding, and says when a severity rises', async () => {
    const { code, stdout } = await cli('headroom-grants:production');
    expect(code).toBe(0);
    expect(stdout).toContain('low, medium from 95%');
  });

  it('gives CSV, with a stable row of names', async () => {
    const rows = (await cli('--format', 'csv')).stdout.split('\r\n');
    expect(rows[0]).toBe('id,severity,title,repairable,must_hold,why,fix,page');
    expect(rows).toHaveLength(checkIds.length + 2);
    const [, one, end] = (await cli('role-missing', '--format', 'csv')).stdout.split('\r\n');
    expect(one).toBe(
      'role-missing,medium,client role does not exist,yes,Every client’s account has the client role.,No user in Ops can work in the account.,Let diverst create the role.,',
    );
    expect(end).toBe('');
    expect((await cli('--json', '--format', 'csv')).code).toBe(64);
  });

  it('gives JSON', async () => {
    const all = JSON.parse((await cli('--json')).stdout);
    expect(all.checks.map(({ id }: { id: string }) => id)).toEqual(checkIds);
    const one = JSON.parse((await cli('grant-broader', '--json')).stdout);
    expect(one).toEqual({
      id: 'grant-broader',
      title: catalog['grant-broader'].title,
      severity: 'high',
      escalates: null,
      holds: catalog['grant-broader'].holds,
      why: catalog['grant-broader'].why,
      fix: catalog['grant-broader'].fix,
      repairable: 'named',
      page: null,
    });
  });

  it.each([
    ['trust-brodaer', 'did you mean trust-broader'],
    ['Trust-Broader', 'did you mean trust-broader'],
    ['trust-brodaer:acme', 'did you mean trust-broader'],
    ['__proto__', 'diverst org checks'],
    ['', 'diverst org checks'],
  ])('does not know %j', async (name, says) => {
    const { code, stdout, stderr } = await cli(name);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(says);
  });
});
