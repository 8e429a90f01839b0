import { setMaxListeners } from 'node:events';

/**
 * A signal that is aborted with the first of several. Calls and waits that run at the same time each listen to the
 * signal of their command: more than ten listeners are no leak, and Node must not warn of one.
 * https://nodejs.org/api/events.html#eventssetmaxlistenersn-eventtargets
 */
export function anySignal(signals: readonly AbortSignal[]): AbortSignal {
  const signal = AbortSignal.any([...signals]);
  setMaxListeners(0, signal);
  return signal;
}
