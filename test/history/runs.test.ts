import { expect, it } from 'vitest';
import { type Deed, type Run, Runs } from '../../src/history/runs.ts';
import type { Who } from '../../src/history/who.ts';
import { event } from './records.ts';

const kim: Who = {
  kind: 'person',
  name: 'kim',
  proof: 'said',
  doubt: 'no-demand',
  role: 'acme-production',
  session: 'kim',
  mfa: null,
  chain: [],
};
const deed = (minute: number, record: object = {}, who: Partial<Who> = {}): Deed => ({
  event: event({ eventTime: `2026-11-24T13:${String(minute).padStart(2, '0')}:00Z`, ...record }),
  who: { ...kim, ...who },
});

function runsOf(deeds: readonly Deed[]): readonly Run[] {
  const runs = new Runs();
  return [...deeds.map((one) => runs.add(one)), runs.end()].filter((run) => run !== null);
}

it('equal deeds within minutes of each other are one run, of the newest, with how many there were', () => {
  const deeds = [30, 26, 22].map((minute) => deed(minute, { requestParameters: { roleName: `r${minute}` } }));
  const [run, ...more] = runsOf(deeds);
  expect(more).toEqual([]);
  expect(run).toMatchObject({ count: 3, targets: 3, latest: deeds[0], since: deeds[2]?.event.time });
  expect(runsOf([deed(30), deed(30)])).toMatchObject([{ count: 2, targets: 1 }]);
  expect(runsOf([])).toEqual([]);
});

it.each<[string, Deed]>([
  ['a longer pause', deed(24)],
  ['another person', deed(30, {}, { name: 'alice' })],
  ['another proof', deed(30, {}, { proof: 'proven' })],
  ['another session', deed(30, {}, { session: 'x' })],
  ['another doubt', deed(30, {}, { doubt: 'not-from-ops' })],
  ['MFA', deed(30, {}, { mfa: true })],
  ['another way in', deed(30, {}, { chain: ['user backup'] })],
  ['another event', deed(30, { eventName: 'DeleteRole' })],
  ['another service', deed(30, { eventSource: 'x.amazonaws.com' })],
  ['another outcome', deed(30, { errorCode: 'AccessDenied' })],
  ['another kind of thing', deed(30, { requestParameters: { userName: 'x' } })],
  ['another address', deed(30, { sourceIPAddress: '198.51.100.1' })],
  ['another tool', deed(30, { userAgent: 'Terraform' })],
  ['another region', deed(30, { awsRegion: 'eu-west-1' })],
])('%s begins another run', (_what, other) => {
  expect(runsOf([deed(30), other])).toMatchObject([{ count: 1 }, { count: 1 }]);
});
