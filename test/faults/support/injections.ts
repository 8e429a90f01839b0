import type { Fault, FaultCall } from '../../../src/sandbox/faults.ts';
import { documentedErrors } from './documented.ts';
import type { Process } from './process.ts';
import type { World } from './world.ts';

/** What goes wrong at one call: data, so that it can be printed, shrunk and kept. */
export interface Injection {
  /** The call's number among all calls of the world, from 1. */
  readonly at: number;
  readonly fault: FaultName;
  /** Which of several; counted round. */
  readonly pick?: number;
}

/** An injection in its world. */
export interface Armed {
  /** The call that it met; null while there was none. */
  met(): FaultCall | null;
}

interface Meeting {
  readonly call: FaultCall;
  readonly world: World;
  readonly process: Process;
  /** The same call to the same account again counts as met, for so many milliseconds. */
  last(milliseconds: number, covers: (call: FaultCall) => boolean): void;
}

interface FaultKind {
  /** Whether the program is to get over it by itself. */
  readonly absorbed: (call: FaultCall) => boolean;
  /** Whether it leaves open what became of the call. */
  readonly doubtful: boolean;
  /** How many there are of it for a call; one unless given. */
  readonly count?: (call: FaultCall) => number;
  fault(meeting: Meeting, pick: number): Fault;
}

/** One for a call that changes something, none for one that only reads. */
const ofChanges = ({ operation }: FaultCall) => (/^(Get|List|Describe|Assume)/.test(operation) ? 0 : 1);

const always = () => true;
const never = () => false;
/** These are sent once only: what is wrong with that one call is reported. */
const butSingle = ({ operation }: FaultCall) => operation !== 'CreateAccount' && operation !== 'CloseAccount';
/** CloseAccount is never sent again where diverst could not find out what became of it. */
const butClosing = ({ operation }: FaultCall) => operation !== 'CloseAccount';

const nothing: Fault = { kind: 'hook' };

const plain = (
  fault: Fault,
  { absorbed = always, doubtful = false }: Partial<Pick<FaultKind, 'absorbed' | 'doubtful'>> = {},
): FaultKind => ({
  absorbed,
  doubtful,
  // Before or after its effect is the same for a call that has none.
  ...('when' in fault && fault.when === 'before' ? { count: ofChanges } : {}),
  fault: () => fault,
});

/** The same answer to every such call for a time. */
const lasting = (
  fault: Fault,
  milliseconds: number,
  covers: (first: FaultCall) => (call: FaultCall) => boolean,
  absorbed: FaultKind['absorbed'] = never,
): FaultKind => ({
  absorbed,
  doubtful: fault.kind === 'http500',
  fault: ({ call, last }) => {
    last(milliseconds, covers(call));
    return fault;
  },
});

const sameOperation = (first: FaultCall) => (call: FaultCall) =>
  call.operation === first.operation && call.accountId === first.accountId;
const sameService = (first: FaultCall) => (call: FaultCall) => call.service === first.service;
const sameCaller = (first: FaultCall) => (call: FaultCall) => call.accountId === first.accountId;

const kinds = {
  'throttled once': plain({ kind: 'throttle' }),
  'throttled for 8 s': lasting({ kind: 'throttle' }, 8_000, sameOperation, always),
  'throttled to the end': lasting({ kind: 'throttle' }, Number.POSITIVE_INFINITY, sameOperation),
  'concurrent modification': plain({ kind: 'error', code: 'ConcurrentModificationException' }),
  'a documented error': {
    absorbed: never,
    doubtful: false,
    count: ({ service, operation }) => documentedErrors(service, operation).length,
    fault: ({ call }, pick) => errorOf(call, pick),
  },
  'denied to the end': {
    absorbed: never,
    doubtful: false,
    fault: ({ call, last }) => {
      last(Number.POSITIVE_INFINITY, sameOperation(call));
      const code = call.service === 'organizations' ? 'AccessDeniedException' : 'AccessDenied';
      return { kind: 'error', code, status: 403 };
    },
  },
  'a creation that fails': {
    absorbed: never,
    doubtful: false,
    count: ({ operation }) => (operation === 'CreateAccount' ? creationFailures.length : 0),
    fault: ({ call, world }, pick) =>
      call.operation === 'CreateAccount'
        ? {
            kind: 'hook',
            after: () => failCreation(world, creationFailures[pick % creationFailures.length] ?? ''),
          }
        : nothing,
  },
  '500 before the effect': plain(
    { kind: 'http500', when: 'before' },
    { absorbed: butClosing, doubtful: true },
  ),
  '500 after the effect': plain({ kind: 'http500', when: 'after' }, { doubtful: true }),
  '500 of the service to the end': lasting(
    { kind: 'http500', when: 'before' },
    Number.POSITIVE_INFINITY,
    sameService,
  ),
  'reset before the effect': plain(
    { kind: 'reset', when: 'before' },
    { absorbed: butClosing, doubtful: true },
  ),
  'reset after the effect': plain({ kind: 'reset', when: 'after' }, { doubtful: true }),
  'resets after the effect to the end': {
    ...lasting({ kind: 'reset', when: 'after' }, Number.POSITIVE_INFINITY, sameOperation),
    doubtful: true,
    count: ofChanges,
  },
  'resets before the effect to the end': {
    ...lasting({ kind: 'reset', when: 'before' }, Number.POSITIVE_INFINITY, sameOperation),
    doubtful: true,
    count: ofChanges,
  },
  'no reply to the end': {
    ...lasting({ kind: 'noReply', when: 'before' }, Number.POSITIVE_INFINITY, sameOperation),
    doubtful: true,
  },
  'no reply, before the effect': plain(
    { kind: 'noReply', when: 'before' },
    { absorbed: butClosing, doubtful: true },
  ),
  'no reply, after the effect': plain({ kind: 'noReply', when: 'after' }, { doubtful: true }),
  'half a reply': plain({ kind: 'truncated' }, { doubtful: true }),
  'stale reads for 6 s': {
    absorbed: always,
    doubtful: false,
    count: ofChanges,
    fault: () => ({ kind: 'stale', milliseconds: 6_000 }),
  },
  'clock skew': {
    absorbed: butSingle,
    doubtful: false,
    fault: ({ call: { service } }) => {
      // What AWS shows of its own time is what the SDK corrects its signatures by.
      const headers = { date: new Date(Date.now() + 600_000).toUTCString() };
      return service === 'organizations'
        ? { kind: 'error', code: 'InvalidSignatureException', headers }
        : { kind: 'error', code: 'SignatureDoesNotMatch', status: 403, headers };
    },
  },
  'credentials that expire': {
    absorbed: never,
    doubtful: false,
    fault: ({ call, last }) => {
      last(Number.POSITIVE_INFINITY, sameCaller(call));
      const code = call.service === 'organizations' ? 'ExpiredTokenException' : 'ExpiredToken';
      return { kind: 'error', code, status: 403 };
    },
  },
  'death before the effect': {
    absorbed: never,
    count: ofChanges,
    doubtful: false,
    fault: ({ process }) => ({ kind: 'hook', before: () => die(process) }),
  },
  'death after the effect': {
    absorbed: never,
    doubtful: false,
    fault: ({ process }) => ({ kind: 'hook', after: () => die(process) }),
  },
  'Ctrl-C before the effect': {
    absorbed: never,
    count: ofChanges,
    doubtful: false,
    fault: ({ process }) => ({ kind: 'hook', before: () => process.interrupt() }),
  },
  'Ctrl-C after the effect': {
    absorbed: never,
    doubtful: false,
    fault: ({ process }) => ({ kind: 'hook', after: () => process.interrupt() }),
  },
} as const satisfies Readonly<Record<string, FaultKind>>;

export type FaultName = keyof typeof kinds;

export const faultNames = Object.keys(kinds) as readonly FaultName[];

/** Every fault that can meet the call, as its number in the trace says. */
export function injectionsAt(at: number, call: FaultCall): readonly Injection[] {
  return faultNames.flatMap((fault) => {
    const { count }: FaultKind = kinds[fault];
    if (count === undefined) return [{ at, fault }];
    return Array.from({ length: count(call) }, (_, pick) => ({ at, fault, pick }));
  });
}

/** The injection in words; the call is the one that it is meant for. */
export function describe({ fault, pick = 0 }: Injection, call: FaultCall): string {
  if (fault === 'a documented error') {
    const { code, members } = errorAt(call, pick);
    return members === undefined ? code : `${code} (${Object.values(members).join(', ')})`;
  }
  if (fault === 'a creation that fails') return `a creation that fails: ${creationFailures[pick]}`;
  return fault;
}

export function isAbsorbed({ fault }: Injection, call: FaultCall): boolean {
  return kinds[fault].absorbed(call);
}

export function isDoubtful({ fault, pick = 0 }: Injection, call: FaultCall): boolean {
  return kinds[fault].doubtful || (fault === 'a documented error' && errorAt(call, pick).status >= 500);
}

export function isDeath({ fault }: Injection): boolean {
  return fault.startsWith('death');
}

/** Puts the injection into the world. */
export function arm(world: World, { at, fault, pick = 0 }: Injection): Armed {
  const kind: FaultKind = kinds[fault];
  let first: FaultCall | null = null;
  let sender: Process | null = null;
  let until = 0;
  let covers: (call: FaultCall) => boolean = never;
  world.sandbox.faults.add({
    times: Number.POSITIVE_INFINITY,
    when: (call) => {
      const origin = world.newest();
      if (origin === undefined) return false;
      if (first === null) return origin.number === at;
      // The faults of one run end with it.
      return origin.process === sender && world.clock.now() < until && covers(call);
    },
    fault: (call) => {
      const process = world.newest()?.process;
      if (process === undefined) return nothing;
      if (first === null) {
        first = call;
        sender = process;
      }
      const last = (milliseconds: number, which: (call: FaultCall) => boolean) => {
        if (until === 0) until = world.clock.now() + milliseconds;
        covers = which;
      };
      return kind.fault({ call: first, world, process, last }, pick);
    },
  });
  return { met: () => first };
}

function errorAt({ service, operation }: FaultCall, pick: number) {
  const errors = documentedErrors(service, operation);
  const error = errors[pick % errors.length];
  if (error === undefined) throw new Error(`no documented error of ${service}:${operation}`);
  return error;
}

function errorOf(call: FaultCall, pick: number): Fault {
  return { kind: 'error', ...errorAt(call, pick) };
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccountStatus.html */
const creationFailures = [
  'ACCOUNT_LIMIT_EXCEEDED',
  'EMAIL_ALREADY_EXISTS',
  'CONCURRENT_ACCOUNT_MODIFICATION',
  'INTERNAL_FAILURE',
  'MISSING_PAYMENT_INSTRUMENT',
  'PENDING_BUSINESS_VALIDATION',
];

/** The newest creation is one that fails. */
function failCreation(world: World, failureReason: string): void {
  world.sandbox.edit((state) => {
    const creation = Object.values(state.creations).at(-1);
    if (creation === undefined) throw new Error('nothing is being created');
    const { accountId: _none, roleUsableAt: _never, ...rest } = creation;
    state.creations[creation.id] = { ...rest, failureReason };
  });
}

/** Nothing comes after it. */
function die(process: Process): Promise<never> {
  process.kill();
  return new Promise(() => undefined);
}
