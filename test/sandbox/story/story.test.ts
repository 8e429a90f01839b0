import { describe, expect, it } from 'vitest';
import type { TrailEvent } from '../../../src/sandbox/cloudtrail/trail-event.ts';
import type { SandboxState } from '../../../src/sandbox/state.ts';
import { clients, storySecret } from '../../../src/sandbox/story/cast.ts';
import { tellStory } from '../../../src/sandbox/story/story.ts';
import { monday, storyAt } from '../../support/company.ts';

const day = 24 * 3_600_000;
/** A Saturday in a leap year, late in the evening. */
const saturday = Date.UTC(2028, 1, 26, 23, 30);

const eventsAt = (now: number) => storyAt(now).events.map(({ event }) => event());

/** The state without its times. */
function timeless(state: SandboxState): unknown {
  return JSON.parse(
    JSON.stringify(state, (_, value) => (typeof value === 'number' && value > day ? 0 : value)),
  );
}

describe('the story', () => {
  it('is the same for the same secret and moment', () => {
    const again = tellStory({ now: monday, secret: storySecret });
    expect(again.state).toEqual(storyAt(monday).state);
    expect(again.events.map(({ event }) => event())).toEqual(eventsAt(monday));
  });

  it('differs in its times only where it is told at another moment', () => {
    expect(timeless(storyAt(saturday).state)).toEqual(timeless(storyAt(monday).state));
  });

  it('has ids of its own for another secret', () => {
    const other = tellStory({ now: monday, secret: 'a5'.repeat(32) });
    const ids = new Set(Object.keys(storyAt(monday).state.accounts));
    expect(Object.keys(other.state.accounts).filter((id) => ids.has(id))).toEqual([]);
  });

  it.each([monday, saturday, saturday + day, monday + 4 * day])(
    'lies in the two years before it is told: %i',
    (now) => {
      const { state, events } = storyAt(now);
      const joined = Object.values(state.accounts).map(({ joinedAt }) => joinedAt);
      expect(Math.min(...joined)).toBeGreaterThan(now - 765 * day);
      expect(Math.max(...joined)).toBeLessThan(now - 20 * day);
      const times = events.map(({ at }) => at);
      expect(Math.min(...times)).toBeGreaterThanOrEqual(now - 90 * day);
      expect(Math.max(...times)).toBeLessThan(now);
      expect(times).toEqual([...times].sort((a, b) => a - b));
    },
  );

  it.each([monday, saturday])('puts the incident into a Friday night: %i', (now) => {
    const night = eventsAt(now).filter(({ sourceIPAddress }) => sourceIPAddress === '198.51.100.77');
    const days = new Set(night.map(({ eventTime }) => new Date(eventTime).getUTCDay()));
    expect([...days].filter((one) => one !== 5)).toEqual([]);
    expect(night.length).toBeGreaterThan(8);
  });

  it('has no call that is refused but those that are meant to be', () => {
    const words = ({ userIdentity, eventName }: TrailEvent) =>
      `${userIdentity.userName ?? userIdentity.sessionContext?.sourceIdentity} ${eventName}`;
    const refused = eventsAt(monday).filter(({ errorCode }) => errorCode !== undefined);
    expect(refused.map(words)).toEqual([
      'farid AssumeRole',
      'ben AssumeRole',
      'emma AssumeRole',
      'dmitri UpdateAssumeRolePolicy',
      'dmitri DeleteRole',
      'dmitri LeaveOrganization',
    ]);
    expect(new Set(refused.map(({ errorCode }) => errorCode))).toEqual(new Set(['AccessDenied']));
  });

  it('has visitors with reasons in every client in the last 90 days', () => {
    const entries = eventsAt(monday).filter(
      ({ eventName, errorCode }) => eventName === 'AssumeRole' && errorCode === undefined,
    );
    const { accounts } = storyAt(monday).state;
    const visited = entries.flatMap(({ requestParameters }) => {
      const arn = String(requestParameters?.['roleArn'] ?? '');
      const tags = JSON.stringify(requestParameters?.['tags'] ?? []);
      return arn.endsWith('-production') && tags.includes('Reason')
        ? [accounts[arn.split(':')[4] ?? '']?.name]
        : [];
    });
    expect([...new Set(visited)].sort()).toEqual(clients.map(({ name }) => name).sort());
  });

  it('holds no session that can still be used', () => {
    expect(JSON.stringify(eventsAt(monday))).not.toContain('sessionToken');
  });

  it('costs few calls and little space', () => {
    const { state, events, calls } = storyAt(monday);
    expect(calls).toBeLessThan(600);
    const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
    expect(bytes(state) + bytes(events.map(({ event }) => event()))).toBeLessThan(1_000_000);
  });
});
