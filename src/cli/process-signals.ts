import type { SignalSource } from '../exec/signals.ts';

/** Receives SIGINT and SIGTERM of this process, except while a command handles the signals itself. */
export function listenForSignals(interrupt: () => void): SignalSource {
  let taken = false;
  const heard = () => {
    if (!taken) interrupt();
  };
  process.on('SIGINT', heard);
  process.on('SIGTERM', heard);
  return {
    take(names, handle) {
      taken = true;
      const listeners = names.map((name) => [name, () => handle(name)] as const);
      for (const [name, listener] of listeners) process.on(name, listener);
      return () => {
        taken = false;
        for (const [name, listener] of listeners) process.off(name, listener);
      };
    },
  };
}
