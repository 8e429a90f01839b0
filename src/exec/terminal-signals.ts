import { closeSync, openSync } from 'node:fs';

/**
 * Which signals a child needs from us. A terminal sends Ctrl-C, Ctrl-\ and Ctrl-Z to the whole foreground process
 * group, so the child has them already; a second SIGINT makes Terraform give up in the middle of an apply. Node does
 * not say who sent a signal, so that with a terminal these are left to it.
 * https://developer.hashicorp.com/terraform/cli/commands/apply
 */
export interface SignalRoutes {
  /** Heard, so that they do not end us before the child. */
  readonly taken: readonly NodeJS.Signals[];
  /** Those of them that are sent on. */
  readonly passed: ReadonlySet<NodeJS.Signals>;
}

const always: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGCONT'];

/** @param terminal whether the process has a controlling terminal */
export function signalRoutes(terminal: boolean, platform: NodeJS.Platform = process.platform): SignalRoutes {
  // On Windows the console signals every process that is attached to it, and `kill` would end the child outright.
  // https://nodejs.org/api/process.html#signal-events
  if (platform === 'win32') return { taken: ['SIGINT', 'SIGBREAK'], passed: new Set() };
  if (terminal) return { taken: ['SIGINT', 'SIGQUIT', ...always], passed: new Set(always) };
  // Without a terminal nobody else stops the child. With one SIGTSTP is left alone: it stops both, and `fg` wakes both.
  const all: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGTSTP', ...always];
  return { taken: all, passed: new Set(all) };
}

/** Whether the process has a controlling terminal, wherever its streams lead. */
export function hasControllingTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
