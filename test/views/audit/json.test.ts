import { describe, expect, it } from 'vitest';
import { auditJson, readReport } from '../../../src/views/audit/json.ts';
import {
  cleanReport,
  hostileNames,
  hostileReport,
  richReport,
  trustFinding,
} from '../../support/audit-report.ts';

const written = (value: unknown) => readReport(JSON.stringify(value));
const valid = { format: 1, organization: { id: 'o-exampleorg1' }, only: null, findings: [{ id: 'a:b' }] };

describe('the JSON of an audit', () => {
  it('holds the counts and every finding, worst first', () => {
    const report = JSON.parse(auditJson(richReport));
    expect(Object.keys(report)).toEqual([
      'format',
      'organization',
      'only',
      'counts',
      'findings',
      'ignored',
      'fixed',
    ]);
    expect(report).toMatchObject({
      format: 1,
      organization: { id: 'o-exampleorg1', managementAccountId: '111111111111' },
      only: null,
      counts: {
        accounts: 14,
        clients: 10,
        audited: 11,
        notAudited: 1,
        high: 3,
        medium: 5,
        low: 1,
        ignored: 1,
        seconds: 3.42,
        calls: 57,
      },
      fixed: null,
    });
    expect(report.findings).toHaveLength(richReport.findings.length);
    expect(report.findings.map(({ severity }: { severity: string }) => severity)).toEqual([
      ...['high', 'high', 'high'],
      ...['medium', 'medium', 'medium', 'medium', 'medium'],
      'low',
    ]);
  });

  it('says all of a finding, and what repair can do', () => {
    const { findings, ignored } = JSON.parse(auditJson(richReport));
    const { id, check, severity, place, subject, message, expected, actual, evidence, fix } = trustFinding;
    const found = findings.find((one: { id: string }) => one.id === id);
    expect(found).toEqual({
      ...{ id, check, severity, place, subject, message, expected, actual, evidence, fix },
      title: 'client role trusts another client’s account',
      repairable: 'yes',
      age: null,
    });
    const repairs = Object.fromEntries(
      findings.map((one: { check: string; repairable: string }) => [one.check, one.repairable]),
    );
    expect(repairs).toMatchObject({ 'role-policy-extra': 'named', 'account-email': 'no' });
    expect(ignored).toEqual([
      expect.objectContaining({
        id: 'unit-extra:Suspended',
        reason: 'closed accounts are kept there',
        expires: '2027-03-31',
      }),
    ]);
  });

  it('keeps every name exactly, and moves no terminal', () => {
    const text = auditJson(hostileReport);
    const subjects = JSON.parse(text).findings.map(({ subject }: { subject: string }) => subject);
    expect(new Set(subjects)).toEqual(new Set(hostileNames));
    expect(text.slice(0, -1)).not.toMatch(
      /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/,
    );
  });

  it('is read back by --since', () => {
    const read = readReport(auditJson(hostileReport));
    expect(read).toEqual({
      ok: true,
      report: {
        organizationId: 'o-exampleorg1',
        only: hostileNames,
        ids: expect.arrayContaining(hostileReport.findings.map(({ id }) => id)),
      },
    });
    expect(readReport(`\ufeff${auditJson(cleanReport)}`)).toMatchObject({ ok: true, report: { ids: [] } });
  });

  it('is the least that --since needs', () => {
    expect(written(valid)).toEqual({
      ok: true,
      report: { organizationId: 'o-exampleorg1', only: null, ids: ['a:b'] },
    });
  });

  it.each<[string, unknown, string]>([
    ['a list', [], 'is not a report of diverst org audit --json'],
    ['null', null, 'is not a report of diverst org audit --json'],
    ['other JSON', { findings: [] }, 'is not a report of diverst org audit --json'],
    ['a later format', { ...valid, format: 2 }, 'has the format 2; this version of diverst reads format 1'],
    ['no organization', { ...valid, organization: null }, 'has no organization.id'],
    ['an organization without an id', { ...valid, organization: {} }, 'has no organization.id'],
    ['no only', { ...valid, only: undefined }, 'has no list of names, nor null, as only'],
    ['numbers as names', { ...valid, only: [1] }, 'has no list of names, nor null, as only'],
    ['no findings', { ...valid, findings: {} }, 'has no list of findings'],
    ['a finding that is none', { ...valid, findings: [{ id: 'a:b' }, 'a:c'] }, 'has no id in findings[1]'],
    ['an id that is none', { ...valid, findings: [{ id: 'a' }] }, 'has no id in findings[0]'],
  ])('of %s is refused', (_, value, problem) => {
    expect(written(value)).toEqual({ ok: false, problem });
  });

  it.each([
    ['', 'is empty'],
    [' \n', 'is empty'],
    ['{"format":1', 'is not JSON'],
    ['<?xml?>', 'is not JSON'],
  ])('%j is refused', (text, problem) => {
    expect(readReport(text)).toEqual({ ok: false, problem });
  });
});
