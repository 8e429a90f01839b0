import type { Sending } from '../../../src/aws/client/send.ts';
import { VirtualClock } from '../../../src/sandbox/clock.ts';

/** Calls without limits, for tests of what is sent and what becomes of the answer: the clients are mocks. */
export const sending: Sending = { clock: new VirtualClock(), limits: {} };

/** What the SDK throws for an error that AWS answered with. */
export function answer(name: string, status: number, more: object = {}): Error {
  return Object.assign(new Error(`AWS says ${name}`), {
    name,
    $fault: status < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode: status, requestId: 'request-1' },
    ...more,
  });
}
