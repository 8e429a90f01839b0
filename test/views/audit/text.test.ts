import { describe, expect, it } from 'vitest';
import type { AuditReport } from '../../../src/audit/finding.ts';
import { type AuditTextOptions, auditText } from '../../../src/views/audit/text.ts';
import { type Paint, plain } from '../../../src/views/paint.ts';
import {
  cleanReport,
  clientPlace,
  finding,
  hostileNames,
  hostileReport,
  richReport,
  trustFinding,
} from '../../support/audit-report.ts';

/** An ARN or an ID behind its label, which stays whole. */
function isOneWord(line: string): boolean {
  return line.replace(/^ +(?:expected|actual|evidence|changed|fix|[-+])? */, '').split(' ').length === 1;
}

function lines(report: AuditReport, options: Partial<AuditTextOptions> = {}, paint: Paint = plain) {
  const text = auditText(report, { failOn: 'medium', debug: false, width: null, ...options }, paint);
  expect(text.endsWith('\n')).toBe(true);
  return text.trimEnd().split('\n');
}

/** Without the policy that is shown as a diff. */
const wordy: AuditReport = {
  ...richReport,
  findings: richReport.findings.filter(({ check }) => check !== 'trust-other-client'),
};

describe('the text of an audit', () => {
  it('of a clean organization is one line', () => {
    expect(lines(cleanReport)).toEqual([
      '✓ clean: o-exampleorg1: 14 accounts, 10 clients; 12 audited; 3.4 s',
    ]);
  });

  it('of the sandbox has its mark behind the organization', () => {
    const origin = { sandbox: true, profile: null, caller: 'arn' };
    expect(lines({ ...cleanReport, origin })).toEqual([
      '✓ clean: o-exampleorg1 (sandbox): 14 accounts, 10 clients; 12 audited; 3.4 s',
    ]);
  });

  it('of a clean one with ignored findings is two', () => {
    expect(lines({ ...cleanReport, ignored: richReport.ignored })).toEqual([
      expect.stringContaining('clean'),
      'no findings; 1 ignored',
    ]);
  });

  it('does not call clean what was not audited', () => {
    const text = lines({ ...cleanReport, counts: { ...cleanReport.counts, notAudited: 1 } }).join('\n');
    expect(text).not.toContain('clean');
    expect(text).toContain('1 not audited');
    expect(text).toContain('exit code 3');
  });

  it('begins with what was looked at', () => {
    expect(lines(richReport)[0]).toBe(
      'audited o-exampleorg1: 14 accounts, 10 clients; 11 audited, 1 not audited; 3.4 s',
    );
  });

  it('says how many calls were made under --debug only', () => {
    expect(lines(richReport, { debug: true })).toContain('57 calls');
    expect(lines(richReport).join()).not.toContain('calls');
  });

  it('has the worst first, under their places', () => {
    const all = lines(richReport);
    const headings = all.filter((line, index) => all[index - 1] === '' && !/exit|\d high/.test(line));
    const words = all
      .filter((line) => /^ {2}(?!diverst)\S/.test(line))
      .map((line) => line.trim().split(/ {2}/)[0]);
    expect(words).toEqual(['high', 'high', 'not audited', ...Array(5).fill('medium'), 'low']);
    expect(headings).toEqual([
      'account Ops 222222222222',
      'client acme 333333333333',
      'client initech 555555555555',
      'organization o-exampleorg1',
      'management account 111111111111',
      'client acme 333333333333',
      'account sandbox 666666666666',
      'configuration',
      'client globex 444444444444',
    ]);
  });

  it('says of a finding its id, the difference, evidence and the fix', () => {
    const all = lines(richReport);
    const at = all.indexOf(
      '  high  The trust policy of role acme-production lets in account 444444444444 (client globex).',
    );
    expect(all.slice(at + 1, at + 8)).toEqual([
      '    id        trust-other-client:acme',
      '    expected  Principal {"AWS":"arn:aws:iam::222222222222:root"}',
      '    actual    Principal {"AWS":["arn:aws:iam::222222222222:root","arn:aws:iam::444444444444:root"]}',
      '    same      Effect, Action',
      '    evidence  arn:aws:iam::333333333333:role/acme-production',
      '    fix       run:',
      '                diverst org repair --only trust-other-client:acme',
    ]);
  });

  it('says each step of a fix as it is, under the first', () => {
    const steps = { ...trustFinding, fix: ['do this', 'or find out', 'then do that'] };
    const all = lines({ ...cleanReport, findings: [steps] });
    const at = all.indexOf('    fix       do this');
    expect(all.slice(at, at + 3)).toEqual([
      '    fix       do this',
      '              or find out',
      '              then do that',
    ]);
  });

  it('breaks the words of a fix where the terminal ends, and no command', () => {
    const command = `diverst org repair --only ${'x'.repeat(60)}`;
    const steps = { ...trustFinding, fix: ['read the text '.repeat(5).trim(), command] };
    const all = lines({ ...cleanReport, findings: [steps] }, { width: 80 });
    const at = all.findIndex((line) => line.startsWith('    fix '));
    expect(all.slice(at, at + 4)).toEqual([
      `    fix       ${'read the text '.repeat(4)}read the`,
      '              text',
      '              run:',
      `                ${command}`,
    ]);
  });

  it('ends with the tally, the exit code in words and what to do next', () => {
    expect(lines(richReport).slice(-4)).toEqual([
      '2 high, 5 medium, 1 low; 1 not audited; 1 ignored',
      'exit code 3: not everything was audited',
      'diverst can repair 1 of 8 findings. See the plan:',
      '  diverst org repair --dry-run',
    ]);
    const drift = { ...cleanReport, findings: richReport.findings.slice(0, 2) };
    expect(lines(drift)).toContain('exit code 2: findings at or above medium');
    expect(lines(drift, { failOn: 'none' })).toContain('exit code 0: --fail-on none accepts every finding');
    const low = { ...drift, findings: drift.findings.slice(0, 1) };
    expect(lines(low).slice(-2)).toEqual([
      'exit code 0: no findings at or above medium',
      'diverst cannot repair these findings. Follow the fix of each finding.',
    ]);
    const named = richReport.findings.filter(({ check }) => check === 'role-policy-extra');
    expect(
      lines({ ...cleanReport, findings: named, program: 'diverst --profile management' }).slice(-2),
    ).toEqual([
      'diverst can repair 1 of 1 finding, if you name the finding. See the plan for the first:',
      "  diverst --profile management org repair --dry-run --only 'role-policy-extra:acme-production ReadOnlyAccess'",
    ]);
  });

  it('with --since marks what is new and known, and lists what is fixed', () => {
    const place = clientPlace('acme', '333333333333');
    const report: AuditReport = {
      ...cleanReport,
      findings: [
        finding('role-missing', 'acme', place, { age: 'new' }),
        finding('trust-mfa', 'acme', place, { age: 'known' }),
      ],
      fixed: ['grant-missing:acme'],
    };
    const all = lines(report);
    expect(all.slice(1, 4)).toEqual(['', 'client acme 333333333333', '  medium, new  something about acme']);
    const known = all.indexOf('known from the earlier report (add --all to see them in full)');
    expect(all[known + 1]).toBe('  high, known    trust-mfa:acme  client acme 333333333333');
    expect(lines(report, { all: true })).toContain('  high, known  something about acme');
    expect(all).toContain('1 high, 1 medium; 1 new, 1 known, 1 fixed');
    expect(all).toContain('exit code 2: new findings at or above medium');
    expect(all.at(-4)).toBe('fixed    grant-missing:acme');
    expect(all.at(-1)).toBe('diverst cannot repair these findings. Follow the fix of each finding.');
    expect(lines({ ...report, findings: report.findings.slice(1) })).toContain(
      'exit code 0: no new findings at or above medium',
    );
  });

  it('names what is ignored under --debug only', () => {
    const line = 'ignored  unit-extra:Suspended  until 2027-03-31: closed accounts are kept there';
    expect(lines(richReport)).not.toContain(line);
    expect(lines(richReport, { debug: true })).toContain(line);
  });

  it('keeps within the width of a terminal, but for what is to be pasted', () => {
    const width = 60;
    const all = lines(wordy, { width });
    const long = all.filter(
      (line) => line.length > width && !/^ {4}(fix|or|id)|^ +diverst /.test(line) && line.startsWith('    '),
    );
    expect(long).toEqual([]);
    const words = (text: readonly string[]) => text.join(' ').replace(/\s+/g, '');
    expect(words(all)).toBe(words(lines(wordy)));
  });

  it.each([40, 80, 200])(
    'at %i columns cuts no word, and nothing that is indented falls to the left',
    (width) => {
      const all = lines(wordy, { width });
      const words = (text: readonly string[]) => text.join('\n').split(/\s+/);
      // Of JSON, the members of an object can be on lines of their own.
      const known = new Set(words(lines(wordy)).flatMap((word) => [word, ...word.split(/(?<=,)/)]));
      expect(words(all).filter((word) => !known.has(word))).toEqual([]);
      const start = all.findIndex((line) => line.startsWith('  high'));
      const end = all.findIndex((line) => line.startsWith('1 high'));
      const outside = all.slice(start, end).filter((line) => line !== '' && !line.startsWith('  '));
      expect(
        outside.every((line) => /^(?:account|client|management|organization|configuration)\b/.test(line)),
      ).toBe(true);
      const long = all.filter((line) => line.length > width && line.trim().includes(' '));
      expect(long.filter((line) => !/^ +(?:diverst|aws) |^ {4}id /.test(line) && !isOneWord(line))).toEqual(
        [],
      );
    },
  );

  it.each([40, 80, 200])('at %i columns has each command whole, alone on its line', (width) => {
    const commands = richReport.findings
      .flatMap(({ fix }) => fix)
      .filter((fix) => fix.startsWith('diverst '));
    expect(commands.length).toBeGreaterThan(2);
    const all = lines(richReport, { width }).map((line) => line.trim());
    expect(all).toEqual(expect.arrayContaining(commands));
    expect(all.at(-1)).toBe('diverst org repair --dry-run');
  });

  it('shows a long policy as a diff of what differs', () => {
    const statement = (id: string) => ({ AWS: `arn:aws:iam::${id}:root` });
    const document = (principal: unknown) =>
      JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }] });
    const one = finding('trust-other-client', 'acme', clientPlace('acme', '333333333333'), {
      expected: document(statement('222222222222')),
      actual: document({ AWS: [statement('222222222222').AWS, statement('444444444444').AWS] }),
    });
    const all = lines({ ...cleanReport, findings: [one] }, { width: 80 });
    const at = all.findIndex((line) => line.startsWith('    differs'));
    expect(all.slice(at, at + 8)).toEqual([
      '    differs   Principal (- expected, + actual)',
      '                {',
      '                  "AWS": [',
      '                    "arn:aws:iam::222222222222:root"',
      '              +     "arn:aws:iam::444444444444:root"',
      '                  ]',
      '                }',
      '    same      Effect, Action',
    ]);
  });

  it('has the mark of a diff on each line of a narrow terminal, so that no part looks like both sides', () => {
    const one = finding('trust-other-client', 'acme', clientPlace('acme', '333333333333'), {
      expected: 'Condition {"StringEquals":{"aws:PrincipalTag/team":"a team with a name of many words"}}',
      actual: 'Condition {"StringEquals":{"aws:PrincipalTag/team":"other"}}',
    });
    const all = lines({ ...cleanReport, findings: [one] }, { width: 40 });
    const at = all.findIndex((line) => line.includes('a team'));
    expect(at).toBeGreaterThan(0);
    const end = all.findIndex((line) => line.endsWith('words"'));
    expect(end).toBeGreaterThan(at);
    expect(all.slice(at, end + 1).filter((line) => !/^ +- /.test(line))).toEqual([]);
  });

  it('sets both sides in one line where the terminal has room', () => {
    const both = '    expected  aws+globex@example.com   actual    ann@globex.example';
    expect(lines(richReport, { width: 100 })).toContain(both.replace('actual    ', 'actual  '));
    expect(lines(richReport, { width: 50 })).toContain('    expected  aws+globex@example.com');
  });

  it('says the severity in a word: without colour nothing is lost', () => {
    const codes: Paint = {
      bold: (text) => `\u001b[1m${text}\u001b[22m`,
      dim: (text) => `\u001b[2m${text}\u001b[22m`,
      good: (text) => `\u001b[32m${text}\u001b[39m`,
      bad: (text) => `\u001b[31m${text}\u001b[39m`,
      warn: (text) => `\u001b[33m${text}\u001b[39m`,
    };
    const coloured = lines(richReport, {}, codes).map((line) => line.replace(/\u001b\[\d+m/g, ''));
    expect(coloured.map((line) => line.trimEnd())).toEqual(lines(richReport));
  });

  it('is moved by no name: no control characters, and no line that a CI runner takes for a command', () => {
    for (const width of [null, 80]) {
      const text = auditText(hostileReport, { failOn: 'medium', debug: true, width }, plain);
      expect(text).not.toMatch(
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/,
      );
      expect(text).not.toContain('##[');
      expect(text).not.toContain('##vso[');
      const begun = text.split('\n').filter((line) => line.trimStart().startsWith('::'));
      expect(begun).toEqual([]);
    }
    expect(hostileNames.length).toBeGreaterThan(20);
  });
});
