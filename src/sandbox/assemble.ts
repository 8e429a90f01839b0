import type { Authorize } from './authorization/authorize.ts';
import {
  addOpsUser,
  baseState,
  emptyState,
  type NewStateOptions,
  type OpsNames,
  olderAdmin,
  opsPlace,
  profileUsers,
} from './base.ts';
import { CallLog, type LoggedCall } from './call-log.ts';
import { realClock, type SandboxClock } from './clock.ts';
import { FileHistory } from './cloudtrail/event-file.ts';
import { MemoryHistory } from './cloudtrail/history.ts';
import { type ConsoleSignIn, consoleSignIn, type PutEvent, putEvents } from './cloudtrail/put-events.ts';
import { Console } from './console/console.ts';
import { paidRequests } from './cost-explorer/paid-requests.ts';
import { Dispatcher } from './dispatcher.ts';
import { type FaultRule, Faults } from './faults.ts';
import { signToken, type TokenWish } from './oidc/sign-token.ts';
import type { Timings } from './operation.ts';
import { Rates } from './rates.ts';
import { SandboxRequestHandler } from './request-handler.ts';
import type { Service } from './service.ts';
import { settle, unsettle } from './settle.ts';
import type { SandboxState } from './state.ts';
import { fileStore, memoryStore, type Store } from './store.ts';
import { instant } from './timings.ts';

/**
 * What a new state holds: the base structure; the same without policies of the organization and central root access,
 * as it would have been before there were any; or one account.
 */
export type Start = 'base' | 'unguarded' | 'empty';

export interface SandboxOptions {
  /** The file that keeps the state between processes; left out, the state is in memory. */
  readonly stateFile?: string;
  /** What a new state holds; `base` unless given. A state file that exists is used as it is. */
  readonly start?: Start;
  /** The real one unless given. */
  readonly clock?: SandboxClock;
  /** What is left out takes no time. */
  readonly timings?: Partial<Timings>;
  /** Whether calls past the published rates are throttled; false unless given. */
  readonly rates?: boolean;
  /** Whether accounts and units report their Path(s); true unless given. */
  readonly paths?: boolean;
  /** Whether policy documents come back written otherwise than they were put; false unless given. */
  readonly restructure?: boolean;
  readonly faults?: readonly FaultRule[];
}

export interface ProfileKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** `ops` is missing while there is no such user: in a sandbox that was started empty, before `addOpsUser`. */
export interface Profiles {
  readonly management: ProfileKeys;
  readonly ops?: ProfileKeys;
}

export interface Sandbox {
  /** For the `requestHandler` of the SDK's clients. */
  readonly requestHandler: SandboxRequestHandler;
  /** The same entrance without the SDK. */
  readonly dispatcher: Dispatcher;
  readonly region: 'us-east-1';
  readonly profiles: Profiles;
  /** What this process called, in order. */
  readonly calls: readonly LoggedCall[];
  readonly faults: Faults;
  readonly clock: SandboxClock;
  /** The state as it is at this moment. Not a copy: change it with `edit` only. */
  state(): SandboxState;
  /** Adds the person behind the profile `ops` where there is none and the organization has a place for one. */
  addOpsUser(names: OpsNames): void;
  /** Changes the state behind AWS's back. */
  edit(change: (state: SandboxState) => void): void;
  /**
   * A token that an issuer of OIDC tokens signs. Every issuer has a key here, which the state's secret gives it.
   */
  token(wish: TokenWish): string;
  /** Puts events into an account's event history, in each region's those that name it. */
  putEvents(accountId: string, events: readonly PutEvent[]): void;
  /** Pages that Cost Explorer has answered, whoever asked: AWS bills each, and none that it refuses. */
  paidRequests(): number;
  /** Where users sign in with a password. */
  readonly console: Console;
  /** Puts the event of a sign-in into an account's history, whether there is such a password or not. */
  signInToConsole(accountId: string, signIn: ConsoleSignIn): void;
}

/** What a sandbox is made of, given from outside so that the ground can be tested without it. */
export interface SandboxParts {
  readonly services: readonly Service[];
  readonly authorize: Authorize;
}

/** Ids and keys of a state in memory are always the same ones. */
const memorySecret = '5a'.repeat(32);

export function assembleSandbox(options: SandboxOptions, { services, authorize }: SandboxParts): Sandbox {
  const clock = options.clock ?? realClock;
  const store = openStore(options, clock);
  const log = new CallLog();
  const { stateFile } = options;
  const history = stateFile === undefined ? new MemoryHistory() : new FileHistory(stateFile);
  const faults = new Faults(options.faults);
  const dispatcher = new Dispatcher({
    store,
    clock,
    timings: { ...instant, ...options.timings },
    paths: options.paths ?? true,
    restructure: options.restructure ?? false,
    services,
    authorize,
    rates: options.rates === true ? new Rates() : null,
    faults,
    log,
    history,
  });
  const state = () => {
    const current = store.read();
    settle(current, clock.now());
    return current;
  };
  const requestHandler = new SandboxRequestHandler(dispatcher);
  return {
    requestHandler,
    console: new Console({ clock, state, history, authorize, requestHandler }),
    dispatcher,
    region: 'us-east-1',
    get profiles() {
      return profilesOf(state());
    },
    calls: log.calls,
    faults,
    clock,
    state,
    addOpsUser(names) {
      // Asked first without the lock: mostly there is nothing to add.
      if (opsPlace(state(), names) === null) return;
      store.update((current) => {
        settle(current, clock.now());
        addOpsUser(current, names, clock.now());
        unsettle(current);
      });
    },
    edit: (change) =>
      store.update((current) => {
        settle(current, clock.now());
        change(current);
        unsettle(current);
      }),
    token: (wish) => signToken(state().secret, wish, clock.now()),
    putEvents: (accountId, events) => putEvents(history, accountId, events, clock.now()),
    paidRequests: () => paidRequests(history, state()),
    signInToConsole(accountId, signIn) {
      const userId = state().iam[accountId]?.users[signIn.who.toLowerCase()]?.id;
      putEvents(history, accountId, [consoleSignIn(accountId, userId, signIn)], clock.now());
    },
  };
}

/** A state to start with. */
export function newState(start: Start, options: NewStateOptions): SandboxState {
  return start === 'empty' ? emptyState(options) : baseState(options, start === 'base');
}

function openStore(options: SandboxOptions, clock: SandboxClock): Store {
  const { stateFile, start = 'base' } = options;
  if (stateFile === undefined)
    return memoryStore(newState(start, { now: clock.now(), secret: memorySecret }));
  const store = fileStore(stateFile, () => newState(start, { now: clock.now() }));
  store.read();
  return store;
}

function profilesOf(state: SandboxState): Profiles {
  const keysOf = (userName: string, inManagement: boolean): ProfileKeys | undefined => {
    const key = Object.values(state.accessKeys).find(
      (candidate) =>
        candidate.userName === userName &&
        candidate.status === 'Active' &&
        (candidate.accountId === state.managementAccountId) === inManagement,
    );
    return key === undefined ? undefined : { accessKeyId: key.id, secretAccessKey: key.secretAccessKey };
  };
  const management = keysOf(profileUsers.management, true) ?? keysOf(olderAdmin, true);
  if (management === undefined)
    throw new Error(`The sandbox's user ${profileUsers.management} has no active access key.`);
  const ops = keysOf(profileUsers.ops, false);
  return ops === undefined ? { management } : { management, ops };
}
