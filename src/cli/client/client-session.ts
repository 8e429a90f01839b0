import { hasCode } from '../../aws/aws-error.ts';
import type { Limits } from '../../aws/limits.ts';
import { cacheFolder, type SessionRequest, sessionKey } from '../../credentials/request-key.ts';
import { type ClientSession, formatExpiration } from '../../credentials/session.ts';
import { SessionCache } from '../../credentials/session-cache.ts';
import { readPrincipal, readRoleArn } from '../../model/arn.ts';
import { Failure } from '../../model/failure.ts';
import type { GrantedClient, Registry } from '../../model/registry.ts';
import { roleArn as arnOfRole } from '../../model/structure.ts';
import { assumeClient, breakGlassTarget, explainDenial } from '../../operations/assume-client.ts';
import { checkNamedRole, refuseClientRole } from '../../operations/ops-caller.ts';
import { readRegistry } from '../../operations/registry.ts';
import { openSession, type Session } from '../open-session.ts';
import type { Run } from '../run.ts';
import { askerOf } from './asker.ts';
import type { AssumeOptions } from './assume-options.ts';
import { openMfa } from './mfa.ts';
import { registryFile } from './registry-of.ts';
import { pickClient, unknownClient, validClient, validDuration } from './which-client.ts';

/**
 * Milliseconds for which AWS is waited for: a credential_process has a minute in all with some tools, and an attempt
 * that began within them may still take as long again.
 */
const answerWithin = 25_000;

function limitsOf(run: Run): Limits {
  return { signal: run.signal, deadline: run.clock.now() + answerWithin };
}

/** Roles that are reached with the credentials of a session are capped at an hour, in seconds. */
const chainLimit = 3_600;

/**
 * Credentials of a client's role: cached ones that last long enough, or new ones.
 * @param name null where none was given: a picker on a terminal, a usage error elsewhere
 * @throws Failure that says what keeps the caller out
 */
export async function openClientSession(
  name: string | null,
  options: AssumeOptions,
  run: Run,
): Promise<ClientSession> {
  const duration = validDuration('--duration', options.duration ?? '1h', 900, 43_200);
  const minTtl = validDuration('--min-ttl', options.minTtl ?? '15m', 0, 43_200);
  if (options.breakGlass && !options.reason?.trim()) {
    throw new Failure('usage', {
      what: '--break-glass needs a reason',
      why: 'It goes around the people and grants of Ops, and CloudTrail must say why.',
      fix: ['add --reason "what happened"'],
    });
  }
  refuseLoop(run);
  if (options.breakGlass && options.roleArn !== undefined) {
    throw new Failure('usage', {
      what: '--break-glass goes through the access role, so --role-arn names nothing',
      fix: ['leave one of them out'],
    });
  }
  const asker = askerOf(run);
  const client = name === null ? await pickClient(run, await grantedClients(run)) : validClient(name);
  const request: SessionRequest = {
    client,
    duration: options.duration ?? '1h',
    readOnly: options.readOnly === true,
    sessionName: options.sessionName ?? null,
    reason: options.reason ?? null,
    roleArn: options.roleArn ?? null,
    breakGlass: options.breakGlass === true,
  };
  const note = (text: string) => run.terminal.err(`! ${text}\n`);
  if (request.breakGlass)
    note(`break glass: client ${client} through the access role, because: ${request.reason}`);
  const renew = () => withoutLoop(run, client, () => obtain(request, duration, run, note));
  // Every emergency is to show in CloudTrail by itself.
  if (options.cache === false || request.breakGlass) return renew();
  const cache = new SessionCache(cacheFolder(asker), () => run.clock.now(), note);
  return cache.get({ client, key: sessionKey(asker, request), minTtl }, renew, run.signal);
}

/**
 * A profile whose credential_process is this program must not sign for it: the SDK would start it again, without end.
 * The process that is started inherits the mark.
 */
async function withoutLoop<T>({ env }: Run, client: string, work: () => Promise<T>): Promise<T> {
  env.DIVERST_ASSUMING = client;
  try {
    return await work();
  } finally {
    delete env.DIVERST_ASSUMING;
  }
}

/** Before any lock is waited for: its holder may be the very process that waits for this one. */
function refuseLoop({ env }: Run): void {
  const outer = env.DIVERST_ASSUMING;
  if (!outer) return;
  throw new Failure('failed', {
    what: `the profile that signs gets its credentials from diverst itself (client ${outer})`,
    why: 'Its credential_process would start this program again and again.',
    fix: [
      'name your own profile in Ops in that line: --profile NAME',
      'or set profiles.ops in diverst.config.yaml',
    ],
  });
}

/** What the caller's groups grant, read from AWS. */
export async function readGrantedRegistry(run: Run): Promise<Registry> {
  return freshRegistry(await openSession(run, 'ops'), run);
}

/** Every client that the caller's groups grant, by name, read from AWS. */
async function grantedClients(run: Run): Promise<readonly GrantedClient[]> {
  return (await readGrantedRegistry(run)).clients;
}

/** Forgets cached sessions: of one client, or of all. @returns how many */
export async function dropSessions(run: Run, client: string | null): Promise<number> {
  const note = (text: string) => run.terminal.err(`! ${text}\n`);
  return new SessionCache(cacheFolder(askerOf(run)), () => run.clock.now(), note).drop(client);
}

async function obtain(
  request: SessionRequest,
  duration: number,
  run: Run,
  note: (text: string) => void,
): Promise<ClientSession> {
  if (request.breakGlass) return breakGlass(request, duration, run, note);
  const session = await openSession(run, 'ops', limitsOf(run));
  const kept = request.roleArn === null ? registryFile(run).read() : null;
  const target = await findTarget(request, kept, session, run);
  try {
    return await assumeWith(request, duration, target, session, run, note);
  } catch (error) {
    const denied =
      hasCode(error, 'AccessDenied', 'AccessDeniedException') && error.action === 'sts:AssumeRole';
    if (!denied) throw error;
    // What was kept may be out of date: AWS is asked once more who is granted what.
    const registry = request.roleArn === null ? await freshRegistry(session, run) : null;
    const now = registry && theGrant(request.client, registry);
    if (registry && !now) throw unknownClient(request.client, registry);
    if (now && now.roleArn !== target.roleArn) {
      return assumeWith(request, duration, { ...target, roleArn: now.roleArn }, session, run, note);
    }
    throw explainDenial(
      {
        ...request,
        roleArn: target.roleArn,
        identity: target.identity,
        groups: registry?.groups ?? null,
        group: session.structure.groups.production,
        mfaUsed: session.structure.client.role.requireMfa,
      },
      error,
    );
  }
}

interface Target {
  readonly roleArn: string;
  /** ARN of the caller. */
  readonly identity: string;
}

async function findTarget(
  request: SessionRequest,
  kept: Registry | null,
  session: Session,
  run: Run,
): Promise<Target> {
  if (request.roleArn !== null) {
    checkNamedRole(request.client, request.roleArn, session.structure);
    const { arn } = await session.aws.sts.getCallerIdentity();
    refuseClientRole(readPrincipal(arn), arn, session.structure);
    return { roleArn: request.roleArn, identity: arn };
  }
  const inKept = kept && theGrant(request.client, kept);
  if (kept && inKept) return { roleArn: inKept.roleArn, identity: kept.identity };
  const registry = await freshRegistry(session, run);
  const granted = theGrant(request.client, registry);
  if (granted) return { roleArn: granted.roleArn, identity: registry.identity };
  throw unknownClient(request.client, registry);
}

/** The one grant of a client; two accounts of one name are nothing to choose between silently. */
function theGrant(client: string, registry: Registry): GrantedClient | null {
  const granted = registry.clients.filter((one) => one.client === client);
  if (granted.length > 1) {
    throw new Failure('failed', {
      what: `your groups grant ${granted.length} roles of client ${client}: ${granted.map(({ roleArn }) => roleArn).join(', ')}`,
      fix: ['name the one that is meant: --role-arn ARN'],
    });
  }
  return granted[0] ?? null;
}

async function freshRegistry(session: Session, run: Run): Promise<Registry> {
  const registry = await readRegistry(session.aws, session.structure).catch((error: unknown) => {
    if (!hasCode(error, 'AccessDenied', 'AccessDeniedException')) throw error;
    throw new Failure(
      'failed',
      {
        what: 'what your groups grant may not be read',
        why: `AWS says: ${error.message}`,
        fix: [
          'name the role: --role-arn arn:aws:iam::ACCOUNT:role/NAME',
          'or let people read their own groups: iam:ListGroupsForUser, iam:ListGroupPolicies, iam:GetGroupPolicy, ' +
            'iam:ListAttachedGroupPolicies, iam:GetPolicy, iam:GetPolicyVersion',
        ],
      },
      { cause: error },
    );
  });
  registryFile(run).write(registry);
  return registry;
}

async function assumeWith(
  request: SessionRequest,
  duration: number,
  target: Target,
  session: Session,
  run: Run,
  note: (text: string) => void,
): Promise<ClientSession> {
  const mfa = session.structure.client.role.requireMfa
    ? await openMfa(session.aws, target.identity, duration > chainLimit ? 'code' : 'session', run)
    : null;
  // The time that a person took for the code is not AWS's.
  session.limits.deadline = run.clock.now() + answerWithin;
  const assumed = await assumeClient(
    { ...request, roleArn: target.roleArn, identity: target.identity, duration },
    { sts: mfa?.sts ?? session.aws.sts, note, ...(mfa?.code ? { mfa: mfa.code } : {}) },
  );
  return toSession(request.client, target.roleArn, assumed, await session.aws.region());
}

async function breakGlass(
  request: SessionRequest,
  duration: number,
  run: Run,
  note: (text: string) => void,
): Promise<ClientSession> {
  const session = await openSession(run, 'management', limitsOf(run));
  const { accountId, identity, partition } = await breakGlassTarget(session.aws, request.client);
  const arn = arnOfRole({ partition, accountId, path: '/', name: session.structure.accessRole });
  const caller = identity.slice(identity.lastIndexOf('/') + 1);
  const assumed = await assumeClient(
    {
      ...request,
      roleArn: arn,
      identity,
      duration,
      sessionName: `break-glass-${request.sessionName ?? caller}-${request.reason ?? ''}`,
    },
    // Its trust policy allows sts:AssumeRole alone, so neither source identity nor tags are tried.
    { sts: session.aws.sts, note, bare: true },
  );
  return toSession(request.client, arn, assumed, await session.aws.region());
}

function toSession(
  client: string,
  arn: string,
  assumed: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
    readonly expiration: Date;
  },
  region: string | null,
): ClientSession {
  return {
    client,
    accountId: readRoleArn(arn)?.accountId ?? '',
    roleArn: arn,
    accessKeyId: assumed.accessKeyId,
    secretAccessKey: assumed.secretAccessKey,
    sessionToken: assumed.sessionToken,
    expiration: formatExpiration(assumed.expiration),
    region,
  };
}
