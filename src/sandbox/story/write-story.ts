import { isDeepStrictEqual } from 'node:util';
import { FileHistory, removeEvents } from '../cloudtrail/event-file.ts';
import { settle } from '../settle.ts';
import type { SandboxState } from '../state.ts';
import { overwriteStateFile } from '../store.ts';
import { clients, environments, storySecret } from './cast.ts';
import { tellStory, toldOn } from './story.ts';

/** What a story is told of, for who reads it first. */
export interface StoryTold {
  readonly clients: number;
  /** The names that a configuration has to give, so that these accounts are taken for environments. */
  readonly environments: readonly string[];
  /** The client in which there was an incident. */
  readonly incident: string;
}

const told: StoryTold = {
  clients: clients.length,
  environments: environments.map(({ name }) => name),
  incident: 'globex',
};

/**
 * Makes the state file anew, as the company of the story, with the events of its last 90 days beside it.
 *
 * @param now epoch milliseconds
 */
export function resetToStory(stateFile: string, now = Date.now()): StoryTold {
  const { state, events } = tellStory({ now, secret: storySecret });
  overwriteStateFile(stateFile, state);
  removeEvents(stateFile);
  new FileHistory(stateFile).append(events);
  return told;
}

/**
 * Whether a state is what the story left, and what time alone has made of it.
 *
 * @param now epoch milliseconds
 */
export function isUntouchedStory(state: SandboxState, now: number): boolean {
  const { organization, secret, accounts } = state;
  if (organization === null) return false;
  // Most sandboxes hold less, and need no story to be told for that.
  const names = new Set(Object.values(accounts).map(({ name }) => name));
  if (!clients.every(({ name }) => names.has(name))) return false;
  const fresh = tellStory({ now: toldOn(organization.createdAt), secret }).state;
  settle(fresh, now);
  return isDeepStrictEqual(JSON.parse(JSON.stringify(fresh)), JSON.parse(JSON.stringify(state)));
}
