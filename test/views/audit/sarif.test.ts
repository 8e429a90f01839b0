import { createRequire } from 'node:module';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import type { AuditReport } from '../../../src/audit/finding.ts';
import { checkIds } from '../../../src/model/checks.ts';
import { auditSarif, type SarifOptions } from '../../../src/views/audit/sarif.ts';
import { cleanReport, finding, hostileReport, richReport, trustFinding } from '../../support/audit-report.ts';

const require = createRequire(import.meta.url);
// The schema of the standard (2.1.0-rtm.5 became it), as the JSON Schema Store has it: in draft 4.
const ajv = new Ajv({ schemaId: 'id', meta: false, allErrors: true, format: 'full' });
ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'));
const validate = ajv.compile(require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation?: { readonly artifactLocation: { readonly uri: string } };
    readonly logicalLocations: readonly {
      readonly name: string;
      readonly fullyQualifiedName: string;
      readonly kind: string;
    }[];
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions?: readonly unknown[];
  readonly baselineState?: string;
}

function sarif(report: AuditReport, options: Partial<SarifOptions> = {}) {
  const log = JSON.parse(
    auditSarif(report, { version: '1.2.3', failOn: 'medium', artifact: null, ...options }),
  );
  validate(log);
  expect(validate.errors).toBeNull();
  const [run] = log.runs;
  return { log, run, results: run.results as readonly Result[] };
}

describe('the SARIF of an audit', () => {
  it('is distinguished from what is none by the schema that judges it here', () => {
    expect(validate({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
    expect(
      validate({
        version: '2.1.0',
        runs: [{ tool: { driver: { name: 'x' } }, results: [{ level: 'bad' }] }],
      }),
    ).toBe(false);
  });

  it.each([
    ['clean', cleanReport],
    ['rich', richReport],
    ['hostile', hostileReport],
  ])('of a %s report is valid, with and without a file', (_, report) => {
    const { log } = sarif(report);
    expect(log.version).toBe('2.1.0');
    sarif(report, { artifact: 'conf/di verst.config.yaml' });
  });

  it('has every check as a rule', () => {
    const { run } = sarif(cleanReport);
    const { driver } = run.tool;
    expect(driver).toMatchObject({ name: 'diverst', version: '1.2.3' });
    expect(driver.rules.map(({ id }: { id: string }) => id)).toEqual(checkIds);
    const rule = driver.rules.find(({ id }: { id: string }) => id === 'trust-everyone');
    expect(rule).toMatchObject({
      shortDescription: { text: 'client role trusts everyone' },
      defaultConfiguration: { level: 'error' },
      helpUri: 'https://github.com/diverst/diverst/blob/main/docs/checks.md#trust-everyone',
      help: { text: expect.stringContaining('https://docs.aws.amazon.com/') },
    });
  });

  it('has a result for each finding, by severity, in its account', () => {
    const { run, results } = sarif(richReport);
    expect(results).toHaveLength(richReport.findings.length + richReport.ignored.length);
    for (const { ruleId, ruleIndex } of results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
    const levels = Object.fromEntries(results.map(({ ruleId, level }) => [ruleId, level]));
    expect(levels).toMatchObject({
      'trust-other-client': 'error',
      'role-policy-extra': 'warning',
      'account-email': 'note',
    });
    const trust = results.find(({ ruleId }) => ruleId === 'trust-other-client');
    expect(trust?.locations[0]?.logicalLocations).toEqual([
      {
        name: 'client acme 333333333333',
        fullyQualifiedName: 'o-exampleorg1/333333333333',
        kind: 'client',
      },
      { name: 'acme', fullyQualifiedName: 'o-exampleorg1/333333333333/acme', kind: 'subject' },
    ]);
    expect(trust?.locations[0]).not.toHaveProperty('physicalLocation');
    expect(trust?.message.text).toContain(trustFinding.message);
    expect(trust?.message.text).toContain('fix: diverst org repair --only trust-other-client:acme');
  });

  it('distinguishes results of one place by the ID of the finding, the same at every run', () => {
    const [first, second] = [
      sarif(richReport),
      sarif({ ...richReport, findings: richReport.findings.toReversed() }),
    ];
    const prints = ({ results }: ReturnType<typeof sarif>) =>
      results.map(({ partialFingerprints }) => partialFingerprints['diverstFinding/v1']);
    expect(new Set(prints(first)).size).toBe(first.results.length);
    expect(prints(second)).toEqual(prints(first));
    expect(prints(first)).toContain('trust-other-client:acme');
  });

  it('has the configuration file as its place only where there is one', () => {
    const { results } = sarif(richReport, { artifact: 'a b/diverst.config.yaml' });
    for (const { locations } of results)
      expect(locations[0]?.physicalLocation?.artifactLocation.uri).toBe('a%20b/diverst.config.yaml');
  });

  it('says how the run ended', () => {
    const invocation = (report: AuditReport, failOn: SarifOptions['failOn'] = 'medium') =>
      sarif(report, { failOn }).run.invocations[0];
    expect(invocation(cleanReport)).toMatchObject({ executionSuccessful: true, exitCode: 0 });
    const drift = { ...cleanReport, findings: [trustFinding] };
    expect(invocation(drift)).toMatchObject({ executionSuccessful: true, exitCode: 2 });
    expect(invocation(drift, 'none')).toMatchObject({ executionSuccessful: true, exitCode: 0 });
    expect(invocation(richReport)).toMatchObject({
      executionSuccessful: false,
      exitCode: 3,
      exitCodeDescription: 'exit code 3: not everything was audited',
      toolExecutionNotifications: [
        { level: 'error', message: { text: 'Account initech could not be read.' } },
      ],
    });
  });

  it('has what is ignored as suppressed, with the reason', () => {
    const { results } = sarif(richReport);
    const suppressed = results.filter(({ suppressions }) => suppressions !== undefined);
    expect(suppressed.map(({ ruleId, suppressions }) => ({ ruleId, suppressions }))).toEqual([
      {
        ruleId: 'unit-extra',
        suppressions: [
          expect.objectContaining({
            kind: 'external',
            status: 'accepted',
            justification: 'closed accounts are kept there',
          }),
        ],
      },
    ]);
  });

  it('with --since says what is new', () => {
    const place = trustFinding.place;
    const { results } = sarif({
      ...cleanReport,
      findings: [
        finding('trust-mfa', 'acme', place, { age: 'known' }),
        finding('role-missing', 'acme', place, { age: 'new' }),
      ],
      fixed: [],
    });
    expect(results.map(({ ruleId, baselineState }) => [ruleId, baselineState])).toEqual([
      ['role-missing', 'new'],
      ['trust-mfa', 'unchanged'],
    ]);
  });

  it('makes no link of a name', () => {
    for (const { message } of sarif(hostileReport).results) expect(message.text).not.toMatch(/\[[^\]]*\]\(/);
  });
});
