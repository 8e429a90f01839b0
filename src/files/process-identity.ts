import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, distinguished from a later one that got the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** When the process started, in the kernel's own unit; null where the system does not say (not Linux). */
  readonly started: string | null;
}

/** @param pid of a process on this host; this one unless given */
export function identityOf(pid: number = process.pid): ProcessIdentity {
  return { pid, host: hostname(), started: readStat(pid)?.started ?? null };
}

/**
 * Whether a process still runs. `unknown`: it is on another host, or a process of that pid runs and nothing says
 * whether it is the same one.
 */
export function livenessOf(identity: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  if (identity.host !== hostname()) return 'unknown';
  if (!exists(identity.pid)) return 'dead';
  const seen = readStat(identity.pid);
  if (seen === undefined || identity.started === null) return 'unknown';
  // A killed process keeps its entry until its parent has asked for its exit status.
  if (seen.state === 'Z' || seen.state === 'X') return 'dead';
  return seen.started === identity.started ? 'alive' : 'dead';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Fields 3 and 22 of the process's stat file; the second field, the name, may hold spaces and parentheses. */
function readStat(pid: number): { readonly state: string; readonly started: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [state, started] = [fields[0], fields[19]];
    return state === undefined || started === undefined ? undefined : { state, started };
  } catch {
    return undefined;
  }
}
