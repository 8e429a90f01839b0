import { expect, it } from 'vitest';
import type { EventHistoryApi } from '../../src/aws/api.ts';
import { connect } from '../../src/aws/client/connect.ts';
import { testOrganization } from '../support/cli.ts';

const query = { start: Date.UTC(2030, 0, 1), end: Date.UTC(2030, 0, 2), attribute: null };

function histories() {
  const { sandbox, clock } = testOrganization();
  const { region, requestHandler, profiles } = sandbox;
  const aws = connect({ credentials: profiles.management, region, requestHandler }, clock);
  const accountId = sandbox.state().managementAccountId;
  const looks = async (history: EventHistoryApi, count: number) => {
    for (let look = 0; look < count; look += 1) for await (const _page of history.lookupEvents(query)) break;
  };
  const history = (place: string) => aws.eventHistory({ region: place, accountId });
  return { clock, begun: clock.now(), sandbox, history, looks };
}

const throttled = ({ calls }: ReturnType<typeof histories>['sandbox']) =>
  calls.filter(({ outcome }) => outcome === 'ThrottlingException').length;

it('regions have a rate of their own', async () => {
  const { clock, begun, sandbox, history, looks } = histories();
  await Promise.all(['us-east-1', 'eu-west-1', 'eu-west-3'].map((place) => looks(history(place), 6)));
  // Two at once, four at two a second, and the way there and back.
  expect(clock.now() - begun).toBeLessThan(2_600);
  expect(throttled(sandbox)).toBe(0);
});

it('whoever asks in one account and region shares it', async () => {
  const { clock, begun, sandbox, history, looks } = histories();
  await Promise.all([looks(history('us-east-1'), 6), looks(history('us-east-1'), 6)]);
  expect(clock.now() - begun).toBeGreaterThanOrEqual(5_000);
  expect(throttled(sandbox)).toBe(0);
});

it('another run in the same account is waited for', async () => {
  const { clock, sandbox, history, looks } = histories();
  const { region, requestHandler, profiles } = sandbox;
  const other = connect({ credentials: profiles.management, region, requestHandler }, clock);
  const accountId = sandbox.state().managementAccountId;
  await Promise.all([
    looks(history('us-east-1'), 6),
    looks(other.eventHistory({ region: 'us-east-1', accountId }), 6),
  ]);
  expect(throttled(sandbox)).toBeGreaterThan(0);
});
