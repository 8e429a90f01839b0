import type { Caller, Permission } from './operation.ts';
import type { SandboxState } from './state.ts';

/**
 * The verdict on one permission; `reason` ends AWS's own sentence, "because …". `explicit`: a policy denies it, and it
 * is not only that none allows it.
 */
export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: string; readonly explicit?: true };

/** @param sourceIp where the request came from; without it there is no `aws:SourceIp` to compare with */
export type Authorize = (
  state: SandboxState,
  caller: Caller,
  permission: Permission,
  now: number,
  sourceIp?: string,
) => Decision;
