import { assembleSandbox, newState, type Sandbox, type SandboxOptions } from './assemble.ts';
import { authorize } from './authorization/authorize.ts';
import { removeEvents } from './cloudtrail/event-file.ts';
import { services } from './services.ts';
import { overwriteStateFile } from './store.ts';

export type { ProfileKeys, Profiles, Sandbox, SandboxOptions } from './assemble.ts';
export { newState } from './assemble.ts';
export { copyEvents } from './cloudtrail/event-file.ts';
export { SandboxStateError } from './store.ts';

/**
 * An AWS organization in this process: Organizations, IAM, STS and CloudTrail, with authorization.
 *
 * @throws SandboxStateError when the state file cannot be used, LockTimeout when another process does not let go
 *   of it
 */
export function openSandbox(options: SandboxOptions = {}): Sandbox {
  return assembleSandbox(options, { services, authorize });
}

/** Makes the state file anew, whatever it holds, and forgets what has happened. */
export function resetSandbox(stateFile: string, options: { readonly empty?: boolean } = {}): void {
  overwriteStateFile(stateFile, newState(options.empty === true ? 'empty' : 'base', { now: Date.now() }));
  removeEvents(stateFile);
}
