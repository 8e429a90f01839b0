import { assumingVariable } from '../../credentials/environment.ts';
import {
  cacheFolder,
  defaultDuration,
  defaultMinTtl,
  keptOwner,
  type SessionRequest,
  sessionKey,
} from '../../credentials/request-key.ts';
import { type AccountSession, endOf } from '../../credentials/session.ts';
import { SessionCache } from '../../credentials/session-cache.ts';
import { UseCounts } from '../../credentials/use-counts.ts';
import { type AccountNoun, type AccountRef, accountWords, refText } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import type { GrantedAccounts } from '../../model/granted-accounts.ts';
import type { ObtainedSession, SessionWanted } from '../../operations/account/assume-account.ts';
import { breakGlassSession } from '../../operations/account/break-glass.ts';
import type { MfaSource } from '../../operations/account/caller-mfa.ts';
import { obtainAccountSession, type SessionContext } from '../../operations/account/obtain-session.ts';
import type { CommandContext } from '../context.ts';
import { warn } from '../notices.ts';
import { openSession, type Session } from '../open-session.ts';
import { askingCommand } from './asking-command.ts';
import { limitsOf, restart } from './assume-deadline.ts';
import type { AssumeOptions } from './assume-options.ts';
import { cacheIdentity } from './cache-identity.ts';
import { readGrantedAccounts } from './granted-accounts.ts';
import { keptGrants } from './kept-grants.ts';
import { LockBudget } from './lock-budget.ts';
import { mfaSource } from './mfa-source.ts';
import { oneCode } from './one-code.ts';
import { pickAccount, validDuration, validName } from './which-account.ts';

/**
 * Credentials of an account's role: cached credentials that are valid for long enough, or new ones.
 * @param given its name; null if no name was given: a picker on a terminal, a usage error elsewhere
 * @throws Failure with the reason if the identity has no access
 */
export async function openAccountSession(
  noun: AccountNoun,
  given: string | null,
  options: AssumeOptions,
  context: CommandContext,
): Promise<AccountSession> {
  const open = sessionsOf(noun, options, context);
  const uses = new UseCounts(cacheFolder(cacheIdentity(context)));
  const name =
    given === null
      ? await pickAccount(context, noun, (await readGrantedAccounts(noun, context)).accounts, uses.read())
      : validName(noun, given);
  const session = await open(name);
  if (keepsSessions(options)) uses.add(keptOwner(session));
  return session;
}

/** What the sessions of several accounts have in common. */
export interface SharedSession {
  /** The way to AWS as the person of Ops, opened with `limitsOf`. */
  readonly session: Session;
  /** What the caller's groups grant, as it was read a moment ago. */
  readonly granted: GrantedAccounts;
}

/**
 * Opens sessions of accounts of a kind, each by its name.
 * @param shared left out for one account, which opens the way to AWS only where the cache has no session
 * @throws Failure at once where the options do not go together
 */
export function sessionsOf(
  noun: AccountNoun,
  options: AssumeOptions,
  context: CommandContext,
  shared: SharedSession | null = null,
): (name: string) => Promise<AccountSession> {
  const { duration, minTtl } = checkOptions(options, context);
  const identity = cacheIdentity(context);
  const note = (text: string) => warn(context.terminal, text);
  const cache = new SessionCache(cacheFolder(identity), () => context.clock.now(), note);
  const tools = { options, cache, budget: new LockBudget(context), note };
  const source = shared === null ? null : sharedSource(noun, tools, shared, context);
  return async (name) => {
    const account = { noun, name };
    const request: SessionRequest = {
      ...account,
      duration: options.duration ?? defaultDuration,
      readOnly: options.readOnly === true,
      sessionName: options.sessionName ?? null,
      reason: options.reason ?? null,
      roleArn: options.roleArn ?? null,
      breakGlass: options.breakGlass === true,
    };
    if (request.breakGlass)
      note(`break glass: ${refText(account)} through the access role, because: ${request.reason}`);
    tools.budget.restart();
    const wanted = { ...request, duration };
    const renew = async () => {
      const obtained = await withoutLoop(context, refText(account), () =>
        request.breakGlass ? breakGlass(wanted, note, context) : obtain(wanted, tools, source, context),
      );
      const { expiration, region, ...keys } = obtained;
      return { ...keys, expiration: endOf(expiration, duration, context.clock.now()), region };
    };
    if (!keepsSessions(options)) return { ...account, ...(await renew()) };
    const cached = {
      owner: keptOwner(account),
      key: sessionKey(identity, request),
      minTtl,
      lockWait: tools.budget.forSession(),
    };
    return { ...account, ...(await cache.get(cached, renew, context.signal)) };
  };
}

/** Every emergency is to show in CloudTrail by itself. */
function keepsSessions({ cache, breakGlass }: AssumeOptions): boolean {
  return cache !== false && breakGlass !== true;
}

/** @returns seconds */
function checkOptions(
  options: AssumeOptions,
  context: CommandContext,
): { readonly duration: number; readonly minTtl: number } {
  const duration = validDuration('--duration', options.duration ?? defaultDuration, 900, 43_200);
  const minTtl = validDuration('--min-ttl', options.minTtl ?? defaultMinTtl, 0, 43_200);
  if (options.breakGlass && !options.reason?.trim()) {
    throw new Failure('usage', {
      what: 'cannot use --break-glass without a reason',
      why: 'Break-glass access bypasses the people and grants of Ops. The reason is recorded in CloudTrail.',
      fix: ['add a reason: --reason "what happened"'],
    });
  }
  refuseLoop(context);
  if (options.breakGlass && options.roleArn !== undefined) {
    throw new Failure('usage', {
      what: '--break-glass and --role-arn do not go together',
      why: 'Break-glass access uses the access role of the account, and no other role.',
      fix: ['leave one of them out'],
    });
  }
  return { duration, minTtl };
}

interface ObtainTools {
  readonly options: AssumeOptions;
  readonly cache: SessionCache;
  readonly budget: LockBudget;
  note(text: string): void;
}

async function obtain(
  wanted: SessionWanted,
  tools: ObtainTools,
  shared: (SessionContext & Pick<Session, 'limits'>) | null,
  context: CommandContext,
): Promise<ObtainedSession> {
  const { options, note } = tools;
  const roleArn = options.roleArn ?? null;
  if (shared !== null) {
    restart(shared.limits, context);
    return obtainAccountSession(wanted, roleArn, shared);
  }
  const session = await openSession(context, 'ops', limitsOf(context));
  const mfa = mfaOf(wanted, session, tools, context);
  return obtainAccountSession(wanted, roleArn, {
    ...session,
    keptGrants: keptGrants(context),
    mfa: async () => mfa,
    note,
  });
}

function mfaOf(
  account: AccountRef,
  session: Session,
  { options, cache, budget }: ObtainTools,
  context: CommandContext,
): MfaSource {
  const { noun } = account;
  const asking = askingCommand(account, options, session.repeatedOptions);
  const keeps = options.cache !== false;
  return mfaSource({ noun, session, cache, budget, asking, keeps }, context);
}

/** The same way to AWS, the same grants and the same MFA session for every account. */
function sharedSource(
  noun: AccountNoun,
  tools: ObtainTools,
  { session, granted }: SharedSession,
  context: CommandContext,
): SessionContext & Pick<Session, 'limits'> {
  const [first] = granted.accounts.filter((one) => one.noun === noun);
  const mfa = oneCode(
    mfaOf({ noun, name: first?.name ?? accountWords[noun].example }, session, tools, context),
    context.clock,
  );
  let latest = granted;
  const grants = {
    read: () => latest,
    write(read: GrantedAccounts) {
      latest = read;
      keptGrants(context).write(read);
    },
  };
  return { ...session, keptGrants: grants, mfa: async () => mfa, note: tools.note };
}

async function breakGlass(
  wanted: SessionWanted,
  note: (text: string) => void,
  context: CommandContext,
): Promise<ObtainedSession> {
  const session = await openSession(context, 'management', limitsOf(context));
  return breakGlassSession(wanted, { ...session, note });
}

/** How much in this run carries the mark, by the environment that it is in. */
const marks = new WeakMap<NodeJS.ProcessEnv, number>();

/**
 * A profile whose credential_process is this program must not sign for it: the SDK would start it again, without end.
 * The process that is started inherits the mark.
 */
async function withoutLoop<T>({ env }: CommandContext, account: string, work: () => Promise<T>): Promise<T> {
  marks.set(env, (marks.get(env) ?? 0) + 1);
  env[assumingVariable] = account;
  try {
    return await work();
  } finally {
    const left = (marks.get(env) ?? 1) - 1;
    marks.set(env, left);
    if (left === 0) delete env[assumingVariable];
  }
}

/** Before any lock is waited for: its holder may be the very process that waits for this one. */
function refuseLoop({ env }: CommandContext): void {
  const outer = env[assumingVariable];
  // The mark of another account of the same run is no loop.
  if (!outer || (marks.get(env) ?? 0) > 0) return;
  throw new Failure('failed', {
    what: `cannot sign: the profile gets its credentials from diverst (${outer})`,
    why: 'The credential_process of that profile runs diverst, which would then run itself without end.',
    fix: [
      'in the credential_process, name your own profile in Ops: add --profile NAME',
      'or set profiles.ops in diverst.config.yaml',
    ],
  });
}
