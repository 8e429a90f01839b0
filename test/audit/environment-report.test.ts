import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type TestOrganization } from '../support/cli.ts';
import { administratorAccess, groupOf, iamOf, letIn, remove, setTrust } from './edits.ts';
import { cleanUp, open, type Prepared, prepared } from './prepared.ts';

/** What an audit says of an environment, in every format, and what is said of it in configuration and earlier reports. */

afterAll(cleanUp);

let ground: Prepared;
let organization: TestOrganization;

beforeAll(async () => {
  ground = await prepared('default', 'environment');
  organization = open(ground);
  organization.sandbox.edit((state) => {
    setTrust(state, ground.cast.client, letIn('*'));
    remove(iamOf(state, ground.cast.other.accountId).roles, ground.cast.other.role);
    groupOf(state, ground.cast).attached.push(administratorAccess);
  });
});

function audited(...argv: readonly string[]) {
  return runCli(organization, ['org', 'audit', ...ground.options, ...argv]);
}

/** Characters of Markdown and XML that are written by their codes. */
function withoutReferences(text: string): string {
  return text.replace(/&#(\d+);/g, (_whole, code: string) => String.fromCodePoint(Number(code)));
}

describe('a report of environments', () => {
  it.each(['text', 'markdown', 'junit', 'sarif', 'github'])('as %s', async (format) => {
    const { code, stdout, stderr } = await audited('--format', format);
    expect(code, stderr).toBe(2);
    const { accountId } = ground.cast.client;
    const report = withoutReferences(stdout);
    expect(report).toContain(`environment staging ${accountId}`);
    expect(report).toContain('trust-everyone:staging');
    expect(report).not.toMatch(/client (staging|tools)|client role trusts everyone \(/);
  });

  it('as JSON, with titles in the words of environments', async () => {
    const { stdout } = await audited('--json');
    const { findings, counts } = JSON.parse(stdout);
    expect(counts).toMatchObject({ clients: 3, environments: 3 });
    const titles = Object.fromEntries(
      findings.map(({ id, title }: { id: string; title: string }) => [id, title]),
    );
    expect(titles).toMatchObject({
      'trust-everyone:staging': 'environment role trusts everyone',
      'role-missing:tools': 'environment role does not exist',
      'group-broader:environments/AdministratorAccess':
        'the group for environments allows more than assuming environments’ roles',
      'grant-broader:environments/AdministratorAccess': 'grant allows more than one environment’s role',
    });
  });

  it('names the commands for environments as commands', async () => {
    const gone = open(ground);
    gone.sandbox.edit((state) => {
      const account = state.accounts[ground.cast.client.accountId];
      if (account) account.name = 'stage';
    });
    const { stdout } = await runCli(gone, ['org', 'audit', ...ground.options, '--format', 'markdown']);
    expect(withoutReferences(stdout)).toMatch(
      /create the account: <code>diverst --config \S+ env init staging<\/code>/,
    );
  });
});

describe('what is known of an environment', () => {
  it('is asked for by its name, and is known since an earlier report', async () => {
    const file = `${ground.options[1]}.report`;
    const first = await audited('--env', 'staging', '--json');
    writeFileSync(file, first.stdout);
    const again = await audited('--env', 'staging', '--json', '--since', file);
    const { only, findings } = JSON.parse(again.stdout);
    expect({ code: again.code, only, findings }).toMatchObject({
      code: 0,
      only: ['staging'],
      findings: [{ id: 'trust-everyone:staging', age: 'known' }],
    });
  });

  it('can be ignored by its name', async () => {
    const file = `${ground.options[1]}.ignores.json`;
    const ignore = { check: 'trust-everyone', subject: 'staging', reason: 'a test', expires: '2199-01-01' };
    const configuration = JSON.parse(readFileSync(ground.options[1] ?? '', 'utf8'));
    writeFileSync(file, JSON.stringify({ ...configuration, audit: { ignore: [ignore] } }));
    const { stdout } = await runCli(organization, ['org', 'audit', '--json', '--config', file]);
    const { findings, ignored } = JSON.parse(stdout);
    const ids = findings.map(({ id }: { id: string }) => id);
    expect(ids).not.toContain('trust-everyone:staging');
    expect(ids).not.toContain('ignore-unmatched:trust-everyone:staging');
    expect(ignored).toMatchObject([{ id: 'trust-everyone:staging', reason: 'a test' }]);
  });
});
