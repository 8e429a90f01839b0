import { isRecord, Matcher, type Shape } from './shape.ts';

/** How a service refused a call, as the SDK reports it. */
export interface Refusal {
  /** The error's name in the SDK: `NoSuchEntityException`. */
  readonly refused: string;
  readonly message: string;
  readonly status: number | undefined;
  /** Organizations names the rule that was broken. */
  readonly reason: string | undefined;
}

/**
 * What a call came to: its answer, or how it was refused.
 *
 * @throws what no service answered: a broken connection, a mistake of a case
 */
export async function outcome(call: Promise<unknown>): Promise<unknown> {
  try {
    return withoutMetadata(await call);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return refusal;
  }
}

/** Null for an error that did not come from a service. */
export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof Error) || !('$metadata' in error) || !isRecord(error.$metadata)) return null;
  const status = error.$metadata['httpStatusCode'];
  if (typeof status !== 'number') return null;
  const reason = 'Reason' in error && typeof error.Reason === 'string' ? error.Reason : undefined;
  return { refused: error.name, message: error.message, status, reason };
}

/** The shape of a refusal. */
export function refused(
  name: string | RegExp,
  parts: { readonly message?: RegExp; readonly reason?: string; readonly status?: number } = {},
): Shape {
  return { refused: name, ...parts };
}

/** The call got past the permissions, whatever it came to then. */
export const allowed = new Matcher('(allowed)', (value) => !isDenied(value));

export const denied = new Matcher('(AccessDenied)', isDenied);

function isDenied(value: unknown): boolean {
  return (
    isRecord(value) && (value['refused'] === 'AccessDenied' || value['refused'] === 'AccessDeniedException')
  );
}

function withoutMetadata(answer: unknown): unknown {
  if (!isRecord(answer) || !('$metadata' in answer)) return answer;
  const { $metadata: _, ...rest } = answer;
  return rest;
}
