import { constructStack } from '@smithy/core/client';
import { getSchemaSerdePlugin } from '@smithy/core/schema';
import type {
  DeserializeHandler,
  HandlerExecutionContext,
  InitializeHandler,
  MiddlewareStack,
} from '@smithy/types';

/*
 * What the SDK works out anew for each call although it is the same for all of them: a tenth of the processor time of an
 * audit, which makes thousands. What is sent stays the same.
 */

/** The common settings of the SDK's clients here. */
export interface LeanClient {
  readonly config: Parameters<typeof getSchemaSerdePlugin>[0];
  readonly middlewareStack: {
    use(plugin: ReturnType<typeof getSchemaSerdePlugin>): void;
  };
}

/**
 * Takes a copy of the client's settings for what reads them in each call. The SDK puts them together step by step, which
 * makes an object that V8 copies ten times as slowly as another one, and each call copies it three times.
 * @returns the same client
 */
export function withCopiedSettings<Client extends LeanClient>(client: Client): Client {
  const config = { ...client.config };
  client.middlewareStack.use(getSchemaSerdePlugin(config));
  return Object.assign(client, { config });
}

/**
 * A stack of middleware whose order is worked out once for each command, not for each call: for services whose commands
 * bring the same middleware whatever their input is, as those of IAM do.
 * @param stack complete: what is added to it later is not seen
 * @returns makes stacks for the SDK's `send`, each with a function that is told of the context of a call before it is sent
 */
export function orderedOnce<Input extends object, Output extends object>(
  stack: MiddlewareStack<Input, Output>,
): (onCall: (context: HandlerExecutionContext) => void) => MiddlewareStack<Input, Output> {
  const orders = new Map<string, readonly Step[]>();
  return (onCall) => ({
    ...stack,
    concat: <In extends Input, Out extends Output>(own: MiddlewareStack<In, Out>) => ({
      ...own,
      resolve: <I extends In, O extends Out>(
        handler: DeserializeHandler<I, O>,
        context: HandlerExecutionContext,
      ) => {
        const name = context.commandName ?? '';
        const order = orders.get(name) ?? orderOf(stack.concat(own));
        orders.set(name, order);
        onCall(context);
        const first = order.reduceRight<Next>((next, step) => step(next, context), handler);
        return first as InitializeHandler<I, O>;
      },
    }),
  });
}

/** The SDK's types tell the kinds of steps apart; in their order each takes the next one, whatever kind it is. */
type Next = (args: never) => Promise<unknown>;
type Step = (next: Next, context: HandlerExecutionContext) => Next;

/** The steps in the SDK's own order: a stack tells it to nobody but the steps, as each is handed the next one. */
function orderOf<Input extends object, Output extends object>(
  stack: MiddlewareStack<Input, Output>,
): readonly Step[] {
  const order: Step[] = [];
  const recording = constructStack<Input, Output>();
  const recorded = (step: unknown) => (next: Next) => {
    order.unshift(step as Step);
    return next;
  };
  // An entry of the one stack is passed on as the options of the other, the step itself included.
  const placed = ({ middleware: _step, ...place }: object & { readonly middleware?: unknown }) =>
    place as never;
  stack.applyToStack({
    ...recording,
    add: (step: unknown, entry: object = {}) => recording.add(recorded(step) as never, placed(entry)),
    addRelativeTo: (step: unknown, entry: object) =>
      recording.addRelativeTo(recorded(step) as never, placed(entry)),
  });
  recording.resolve(async () => {
    throw new Error('nothing is sent');
  }, {});
  return order;
}
