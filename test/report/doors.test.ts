import { expect, it } from 'vitest';
import { doorsOf } from '../../src/report/doors.ts';
import { finding, trustFinding } from '../support/audit-report.ts';

const ops = { kind: 'ops' as const, name: 'Ops', accountId: '222222222222' };

it('an accepted way in is one all the same, and what is no way in is none', () => {
  const elsewhere = finding('grant-elsewhere', 'user/kim', ops);
  const untidy = finding('user-key-age', 'kim', ops);
  const accepted = { reason: 'until the move', expires: '2027-03-31' };
  expect(
    doorsOf({ findings: [trustFinding, untidy], ignored: [{ finding: elsewhere, ...accepted }] }),
  ).toEqual([
    { finding: trustFinding, into: 'one', accepted: null },
    { finding: elsewhere, into: 'all', accepted },
  ]);
});
