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
import { type AccountNoun, refText } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import type { ObtainedSession, SessionWanted } from '../../operations/account/assume-account.ts';
import { breakGlassSession } from '../../operations/account/break-glass.ts';
import { obtainAccountSession } from '../../operations/account/obtain-session.ts';
import type { CommandContext } from '../context.ts';
import { warn } from '../notices.ts';
import { openSession } from '../open-session.ts';
import { askingCommand } from './asking-command.ts';
import { limitsOf } from './assume-deadline.ts';
import type { AssumeOptions } from './assume-options.ts';
import { cacheIdentity } from './cache-identity.ts';
import { readGrantedAccounts } from './granted-accounts.ts';
import { keptGrants } from './kept-grants.ts';
import { LockBudget } from './lock-budget.ts';
import { mfaSource } from './mfa-source.ts';
import { pickAccount, validDuration, validName } from './which-account.ts';

/**
 * Credentials of an account's role: cached ones that last long enough, or new ones.
 * @param given its name; null where none was given: a picker on a terminal, a usage error elsewhere
 * @throws Failure that says what keeps the caller out
 */
export async function openAccountSession(
  noun: AccountNoun,
  given: string | null,
  options: AssumeOptions,
  context: CommandContext,
): Promise<AccountSession> {
  const { duration, minTtl } = checkOptions(options, context);
  const identity = cacheIdentity(context);
  const uses = new UseCounts(cacheFolder(identity));
  const name =
    given === null
      ? await pickAccount(context, noun, (await readGrantedAccounts(noun, context)).accounts, uses.read())
      : validName(noun, given);
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
  const note = (text: string) => warn(context.terminal, text);
  if (request.breakGlass)
    note(`break glass: ${refText(account)} through the access role, because: ${request.reason}`);
  const cache = new SessionCache(cacheFolder(identity), () => context.clock.now(), note);
  const budget = new LockBudget(context);
  const wanted = { ...request, duration };
  const renew = async () => {
    const obtained = await withoutLoop(context, refText(account), () =>
      request.breakGlass
        ? breakGlass(wanted, note, context)
        : obtain(wanted, { options, cache, budget, note }, context),
    );
    const { expiration, region, ...keys } = obtained;
    return { ...keys, expiration: endOf(expiration, duration, context.clock.now()), region };
  };
  // Every emergency is to show in CloudTrail by itself.
  if (options.cache === false || request.breakGlass) return { ...account, ...(await renew()) };
  const owner = keptOwner(account);
  const cached = { owner, key: sessionKey(identity, request), minTtl, lockWait: budget.forSession() };
  const session = await cache.get(cached, renew, context.signal);
  uses.add(owner);
  return { ...account, ...session };
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
      what: '--break-glass needs a reason',
      why: 'It goes around the people and grants of Ops, and CloudTrail must say why.',
      fix: ['add --reason "what happened"'],
    });
  }
  refuseLoop(context);
  if (options.breakGlass && options.roleArn !== undefined) {
    throw new Failure('usage', {
      what: '--break-glass goes through the access role, so --role-arn names nothing',
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
  { options, cache, budget, note }: ObtainTools,
  context: CommandContext,
): Promise<ObtainedSession> {
  const session = await openSession(context, 'ops', limitsOf(context));
  const asking = askingCommand(wanted, options, session.repeatedOptions);
  const keeps = options.cache !== false;
  const mfa = mfaSource({ noun: wanted.noun, session, cache, budget, asking, keeps }, context);
  return obtainAccountSession(wanted, options.roleArn ?? null, {
    ...session,
    keptGrants: keptGrants(context),
    mfa: async () => mfa,
    note,
  });
}

async function breakGlass(
  wanted: SessionWanted,
  note: (text: string) => void,
  context: CommandContext,
): Promise<ObtainedSession> {
  const session = await openSession(context, 'management', limitsOf(context));
  return breakGlassSession(wanted, { ...session, note });
}

/**
 * A profile whose credential_process is this program must not sign for it: the SDK would start it again, without end.
 * The process that is started inherits the mark.
 */
async function withoutLoop<T>({ env }: CommandContext, account: string, work: () => Promise<T>): Promise<T> {
  env.DIVERST_ASSUMING = account;
  try {
    return await work();
  } finally {
    delete env.DIVERST_ASSUMING;
  }
}

/** Before any lock is waited for: its holder may be the very process that waits for this one. */
function refuseLoop({ env }: CommandContext): void {
  const outer = env.DIVERST_ASSUMING;
  if (!outer) return;
  throw new Failure('failed', {
    what: `the profile that signs gets its credentials from diverst itself (${outer})`,
    why: 'Its credential_process would start this program again and again.',
    fix: [
      'name your own profile in Ops in that line: --profile NAME',
      'or set profiles.ops in diverst.config.yaml',
    ],
  });
}
