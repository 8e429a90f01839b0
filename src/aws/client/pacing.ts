import type { FinalizeHandler, HandlerExecutionContext } from '@smithy/types';
import type { Rates, Service } from './rates.ts';

/**
 * A step of an SDK client's middleware that lets each attempt of a call through at the published rate. It stands
 * inside the retries, since AWS counts a repetition like any call, and outside the signing, whose time must be fresh.
 * @param place of the calls that AWS counts together; left out for those of the whole run
 */
export function pacing(service: Service, rates: Rates, place?: string) {
  return <Input extends object, Output extends object>(
    next: FinalizeHandler<Input, Output>,
    context: HandlerExecutionContext,
  ): FinalizeHandler<Input, Output> =>
    async (args) => {
      const operation = (context.commandName ?? '').replace(/Command$/, '');
      await rates.take(service, operation, place);
      try {
        return await next(args);
      } catch (error) {
        if (isThrottled(error)) rates.throttled(service, operation, place);
        throw error;
      }
    };
}

export const pacingPlace = { relation: 'after', toMiddleware: 'retryMiddleware', name: 'pacing' } as const;

const throttlings = new Set(['TooManyRequestsException', 'Throttling', 'ThrottlingException', 'SlowDown']);

function isThrottled(error: unknown): boolean {
  return error instanceof Error && throttlings.has(error.name);
}
