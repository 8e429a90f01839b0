import { VirtualClock } from '../../src/sandbox/clock.ts';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import { storySecret } from '../../src/sandbox/story/cast.ts';
import { type Story, tellStory } from '../../src/sandbox/story/story.ts';
import { realistic, type TestOrganization } from './cli.ts';
import { watchSecrets } from './secrets.ts';

/** A Monday. */
export const monday = Date.UTC(2030, 0, 7, 12);

const told = new Map<number, Story>();

/** The company of `sandbox reset --story`. @param now epoch milliseconds, at which it is told */
export function storyAt(now: number): Story {
  const story = told.get(now) ?? tellStory({ now, secret: storySecret });
  told.set(now, story);
  return story;
}

/** A sandbox of the test's own that holds it. @param now epoch milliseconds */
export function company(now: number = monday): TestOrganization {
  const { state, events } = storyAt(now);
  const clock = new VirtualClock(now);
  const sandbox = openSandbox({ timings: realistic, clock });
  sandbox.edit((empty) => Object.assign(empty, structuredClone(state)));
  for (const { accountId, event } of events) sandbox.putEvents(accountId, [event()]);
  return { clock, sandbox, secrets: watchSecrets(sandbox) };
}
