import type { HandlerExecutionContext, InitializeHandler } from '@smithy/types';

/** Called after every call with one line, without what was sent or answered. */
export type OnCall = (line: string) => void;

interface Answer {
  readonly $metadata: { readonly requestId?: string; readonly attempts?: number };
}

/** A step of an SDK client's middleware that reports each call: its name, how long it took, what came of it. */
export function callTrace(service: string, onCall: OnCall) {
  return <Input extends object, Output extends Answer>(
    next: InitializeHandler<Input, Output>,
    context: HandlerExecutionContext,
  ): InitializeHandler<Input, Output> =>
    async (args) => {
      const begun = performance.now();
      const name = `${service}:${(context.commandName ?? 'Unknown').replace(/Command$/, '')}`;
      const trace = (outcome: string, metadata: Answer['$metadata'] | undefined) => {
        const attempts =
          metadata?.attempts === undefined || metadata.attempts === 1
            ? ''
            : `, ${metadata.attempts} attempts`;
        const id = metadata?.requestId === undefined ? '' : `, request ID ${metadata.requestId}`;
        onCall(`${name}: ${outcome}, ${Math.round(performance.now() - begun)} ms${attempts}${id}`);
      };
      try {
        const result = await next(args);
        trace('ok', result.output.$metadata);
        return result;
      } catch (error) {
        const failure = error instanceof Error ? error : new Error(String(error));
        trace(failure.name, '$metadata' in failure ? (failure.$metadata as Answer['$metadata']) : undefined);
        throw error;
      }
    };
}
