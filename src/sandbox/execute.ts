import type { Authorize } from './authorization/authorize.ts';
import type { Decision } from './authorization/request.ts';
import type { CallContext, Operation } from './operation.ts';
import { accessDenied } from './refusals.ts';
import type { Service } from './service.ts';
import { settle } from './settle.ts';

/**
 * Lets an operation happen, if its caller is allowed to.
 *
 * @param input read by the operation's own schema
 * @returns the operation's output
 * @throws SandboxError for what AWS answers with an error
 */
export function execute(
  { service, operation }: { readonly service: Service; readonly operation: Operation },
  input: Readonly<Record<string, unknown>>,
  context: CallContext,
  authorize: Authorize,
): unknown {
  const { state, caller, now, sourceIp } = context;
  settle(state, now);
  // The table holds operations of every input; the wire layer has read this one by the operation's own schema.
  const typed = operation as Operation<Readonly<Record<string, unknown>>>;
  for (const permission of typed.permissions(input, context)) {
    const decision = authorize(state, caller, permission, now, sourceIp);
    if (decision.allowed || (permission.granted === true && !isForbidden(decision))) continue;
    const denied = accessDenied(service, caller, permission, decision.reason);
    throw permission.whenDenied?.(denied.message) ?? denied;
  }
  return typed.run(input, context);
}

/** Denied, and not only allowed by no policy of the account. */
function isForbidden(decision: Decision): boolean {
  return !decision.allowed && (decision.explicit === true || decision.byControl === true);
}
