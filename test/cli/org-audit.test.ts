import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditReport } from '../../src/audit/finding.ts';
import { ExitError } from '../../src/cli/command-errors.ts';
import { auditFormats, type OrgAuditOptions } from '../../src/cli/org/audit-options.ts';
import { runOrgAudit } from '../../src/cli/org/audit-run.ts';
import { progressText, type WantedAudit } from '../../src/cli/org/audit-session.ts';
import { Failure } from '../../src/model/failure.ts';
import type { OrganizationReading } from '../../src/operations/organization/read-organization.ts';
import type { DiffContext } from '../../src/plan/diff/context.ts';
import { auditJson } from '../../src/views/audit/json.ts';
import { cleanReport, hostileReport, richReport, trustFinding } from '../support/audit-report.ts';
import { mutations, runCli, testOrganization } from '../support/cli.ts';
import { testRun } from '../support/run.ts';

const top = mkdtempSync(join(tmpdir(), 'diverst-org-audit-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(top, 'run-'));
});

/** The report alone is what these tests look at. */
const nothingRead = {
  reading: {} as OrganizationReading,
  context: {} as DiffContext,
  differences: [],
};

const drift: AuditReport = { ...cleanReport, findings: [trustFinding] };

/** One run of the command that is given its report in place of AWS's. */
async function audit(
  report: AuditReport,
  options: Partial<OrgAuditOptions> = {},
  more: { readonly json?: boolean; readonly debug?: boolean; readonly configFile?: string } = {},
) {
  const { configFile = null, ...globals } = more;
  const { context, said } = testRun({ globals, cwd: folder });
  const asked: WantedAudit[] = [];
  const outcome = await runOrgAudit(
    { failOn: 'medium', concurrency: '40', ...options },
    '1.2.3',
    context,
    async (wanted) => {
      asked.push(wanted);
      return { ...nothingRead, report, configFile };
    },
  ).then(
    () => 0,
    (error: unknown) => error,
  );
  const code = outcome instanceof ExitError ? outcome.code : outcome;
  return { code, failure: outcome instanceof Failure ? outcome : null, asked, ...said };
}

describe('the exit code of org audit', () => {
  it.each<[string, AuditReport, Partial<OrgAuditOptions>, number]>([
    ['clean', cleanReport, {}, 0],
    ['high drift', drift, {}, 2],
    ['high drift that nothing fails on', drift, { failOn: 'none' }, 0],
    ['something that was not audited', richReport, { failOn: 'none' }, 3],
  ])('of %s is decided by nothing but the report', async (_, report, options, code) => {
    const result = await audit(report, options);
    expect(result.code).toBe(code);
    expect(result.err).toBe('');
    expect(result.out).toContain(`${report.counts.accounts} accounts`);
  });
});

const both = [
  { noun: 'client', name: 'acme' },
  { noun: 'client', name: 'globex' },
];

describe('the clients of org audit', () => {
  it.each([
    ['words', ['acme', 'globex', 'acme']],
    ['one word with commas', ['acme,globex']],
  ])('are given as %s', async (_how, client) => {
    const { asked } = await audit(cleanReport, { client });
    expect(asked.map(({ only }) => only)).toEqual([both]);
  });

  it.each(['acme,', 'acme,,globex', ','])('are names, which %j is not', async (word) => {
    expect((await audit(cleanReport, { client: [word] })).failure).toMatchObject({ kind: 'usage' });
  });
});

describe('the format of org audit', () => {
  it.each(auditFormats)('%s goes to stdout', async (format) => {
    const { out, err, code } = await audit(richReport, { format });
    expect({ err, code }).toEqual({ err: '', code: 3 });
    const begin = {
      text: 'audited o-exampleorg1',
      table: 'severity ',
      json: '{"format":1,',
      csv: 'severity,check,place,name,account,finding,repairable,age,command,id\r\n',
      sarif: '{"$schema":"https://docs.oasis-open.org/sarif/',
      junit: '<?xml version="1.0" encoding="UTF-8"?>',
      markdown: '## diverst org audit',
      github: '::error title=diverst org audit::',
    };
    expect(out.slice(0, begin[format].length)).toBe(begin[format]);
    expect(out.endsWith('\n')).toBe(true);
  });

  it('--json is --format json', async () => {
    const { out } = await audit(richReport, {}, { json: true });
    expect(out).toBe((await audit(richReport, { format: 'json' })).out);
    expect((await audit(richReport, { format: 'json' }, { json: true })).out).toBe(out);
    const { failure, asked } = await audit(richReport, { format: 'sarif' }, { json: true });
    expect(failure).toMatchObject({
      kind: 'usage',
      text: { what: expect.stringContaining('--format sarif') },
    });
    expect(asked).toEqual([]);
  });

  it('sarif names the version, and the configuration file where it is below the folder', async () => {
    const place = async (configFile?: string) => {
      const { out } = await audit(drift, { format: 'sarif' }, configFile === undefined ? {} : { configFile });
      const [run] = JSON.parse(out).runs;
      expect(run.tool.driver.version).toBe('1.2.3');
      return run.results[0].locations[0].physicalLocation?.artifactLocation.uri;
    };
    expect(await place()).toBeUndefined();
    expect(await place(join(folder, 'conf', 'diverst.config.yaml'))).toBe('conf/diverst.config.yaml');
    expect(await place(join(top, 'diverst.config.yaml'))).toBeUndefined();
  });

  it('text names what is ignored under --debug', async () => {
    expect((await audit(richReport)).out).not.toContain('unit-extra:Suspended');
    expect((await audit(richReport, {}, { debug: true })).out).toContain('unit-extra:Suspended');
  });
});

describe('--output', () => {
  it('takes the whole report, and stdout nothing', async () => {
    const { out, err, code } = await audit(hostileReport, { format: 'json', output: 'report.json' });
    expect({ out, code }).toEqual({ out: '', code: 2 });
    expect(readFileSync(join(folder, 'report.json'), 'utf8')).toBe(auditJson(hostileReport));
    expect(err.match(/\n/g)).toHaveLength(1);
    expect(err).toContain(join(folder, 'report.json'));
    expect(err).toContain('exit code 2');
    expect(readdirSync(folder)).toEqual(['report.json']);
    expect(statSync(join(folder, 'report.json')).mode & 0o077).toBe(0);
  });

  it('takes the place of an earlier report', async () => {
    writeFileSync(join(folder, 'report.txt'), 'earlier');
    await audit(cleanReport, { output: 'report.txt' });
    expect(readFileSync(join(folder, 'report.txt'), 'utf8')).toContain('clean');
  });

  it.each([
    ['missing/report.json', 'it does not exist', 'create the folder: mkdir -p /'],
    ['.', 'is a folder', '--output FILE'],
  ])('%s is refused before anything is read', async (output, says, fix) => {
    const { failure, asked, out } = await audit(cleanReport, { output });
    expect(failure?.kind).toBe('usage');
    expect(failure?.text.what).toContain(says);
    expect(failure?.text.fix?.join()).toContain(fix);
    expect({ asked, out }).toEqual({ asked: [], out: '' });
  });

  it('that cannot be written is a failure, not drift', async () => {
    const { context } = testRun({ cwd: folder });
    const ended = runOrgAudit(
      { failOn: 'medium', concurrency: '1', output: 'report' },
      '1.2.3',
      context,
      async () => {
        mkdirSync(join(folder, 'report', 'in the way'), { recursive: true });
        return { ...nothingRead, report: drift, configFile: null };
      },
    );
    await expect(ended).rejects.toMatchObject({ kind: 'failed', message: expect.stringContaining('report') });
    expect(readdirSync(folder)).toEqual(['report']);
  });
});

describe('--since', () => {
  it('reads an earlier report', async () => {
    writeFileSync(join(folder, 'earlier.json'), auditJson(richReport));
    const { asked } = await audit(cleanReport, { since: 'earlier.json' });
    expect(asked[0]?.since).toMatchObject({
      organizationId: 'o-exampleorg1',
      ids: expect.arrayContaining(['trust-other-client:acme']),
    });
  });

  it.each([
    ['earlier.json', /^cannot read the earlier audit \/.*\/earlier\.json \(ENOENT\)$/],
    ['.', /^cannot read the earlier audit \/.* \(EISDIR\)$/],
    ['text.json', /is not JSON/],
    ['other.json', /is not a report of diverst org audit --json/],
  ])('%s is refused before anything is read', async (since, says) => {
    writeFileSync(join(folder, 'text.json'), 'audited o-exampleorg1');
    writeFileSync(join(folder, 'other.json'), '{}');
    const { failure, asked } = await audit(cleanReport, { since });
    expect(failure?.kind).toBe('usage');
    expect(failure?.text.what).toMatch(says);
    expect(asked).toEqual([]);
  });

  it('of another organization is refused', async () => {
    writeFileSync(join(folder, 'earlier.json'), auditJson(cleanReport));
    const { code, stdout, stderr } = await runCli(
      testOrganization(),
      ['org', 'audit', '--since', 'earlier.json'],
      {
        cwd: folder,
      },
    );
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain('o-exampleorg1');
  });

  it('of the same organization is taken', async () => {
    const organization = testOrganization();
    const first = await runCli(organization, ['org', 'audit', '--json']);
    writeFileSync(join(folder, 'earlier.json'), first.stdout);
    const { code, stdout } = await runCli(
      organization,
      ['org', 'audit', '--since', 'earlier.json', '--json'],
      {
        cwd: folder,
      },
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout).fixed).toEqual([]);
  });
});

describe('the options of org audit', () => {
  it('name clients once each, and how many accounts are read at a time', async () => {
    const { asked } = await audit(cleanReport, { client: ['acme', 'globex', 'acme'], concurrency: '200' });
    expect(asked).toEqual([{ only: both, since: null, concurrency: 200, command: 'org audit' }]);
    expect((await audit(cleanReport)).asked[0]?.only).toBeNull();
  });

  it.each(['0', '201', '-1', '1.5', 'many', '', '1e2'])(
    '--concurrency %j is refused',
    async (concurrency) => {
      const { failure, asked } = await audit(cleanReport, { concurrency });
      expect(failure).toMatchObject({ kind: 'usage' });
      expect(asked).toEqual([]);
    },
  );

  it.each<[readonly string[], string]>([
    [['--format', 'xml'], 'Allowed values: text, table, json, csv, sarif, junit, markdown, github.'],
    [['--fail-on', 'never'], 'Allowed values: low, medium, high, none.'],
    [['--client', 'Acme Inc'], 'did you mean acme-inc?'],
    [['--concurrency', '1000'], 'is not a whole number from 1 to 200'],
    [['acme'], 'diverst org audit takes no arguments, and 1 was given: acme'],
  ])('%j is refused without a call', async (words, says) => {
    const organization = testOrganization();
    const { code, stdout, stderr } = await runCli(organization, ['org', 'audit', ...words]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(says);
    expect(organization.sandbox.calls).toEqual([]);
  });

  it('a client that does not exist names the nearest', async () => {
    const organization = testOrganization();
    expect((await runCli(organization, ['client', 'init', 'acme', '--yes'])).code).toBe(0);
    const { code, stdout, stderr } = await runCli(organization, [
      'org',
      'audit',
      '--client',
      'acme',
      'acmee',
    ]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain('there is no client acmee');
    expect(stderr).toContain('did you mean acme?');
  });

  it('a client cannot be an account of the organization itself', async () => {
    const organization = testOrganization();
    expect((await runCli(organization, ['org', 'audit', '--client', 'ops'])).code).toBe(64);
  });
});

describe('a run of org audit', () => {
  it('of a new client is clean, and changes nothing', async () => {
    const organization = testOrganization();
    expect((await runCli(organization, ['client', 'init', 'acme', '--yes'])).code).toBe(0);
    const before = mutations(organization.sandbox).length;
    const { code, stdout } = await runCli(organization, ['org', 'audit', '--client', 'acme', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      only: ['acme'],
      counts: { accounts: 3, clients: 1 },
      findings: [],
    });
    expect(mutations(organization.sandbox)).toHaveLength(before);
  });

  it('takes seconds from the clock, and reports its progress on stderr', async () => {
    const { stdout, stderr } = await runCli(testOrganization(), ['org', 'audit', '--json']);
    expect(JSON.parse(stdout).counts.seconds).toBeGreaterThan(0);
    expect(stderr).toContain('read the organization');
  });

  it('that is interrupted ends with 130 and nothing on stdout', async () => {
    const interruption = new AbortController();
    interruption.abort(new Failure('interrupted', { what: 'interrupted' }));
    for (const command of ['audit', 'show']) {
      const { code, stdout } = await runCli(testOrganization(), ['org', command], {
        signal: interruption.signal,
      });
      expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    }
  });

  it('by a member account is refused', async () => {
    const { code, stdout, stderr } = await runCli(testOrganization(), ['org', 'audit', '--profile', 'ops']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('organizations:DescribeOrganization');
  });
});

describe('the progress of org audit', () => {
  it.each([
    [{ accounts: 40, listed: false, read: 3, perSecond: 0 }, '3 of 40 accounts or more'],
    [{ accounts: 40, listed: false, read: 3, perSecond: 6 }, '3 of 40 accounts or more, 6.0 a second'],
    [
      { accounts: 1000, listed: true, read: 120, perSecond: 48.2 },
      '120 of 1000 accounts, 48 a second, 19 s left',
    ],
    [{ accounts: 1000, listed: true, read: 1000, perSecond: 48.2 }, '1000 of 1000 accounts, 48 a second'],
  ])('%j is shown as %s', (state, text) => {
    expect(progressText(state)).toBe(text);
  });
});
