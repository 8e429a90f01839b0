import { isDenied } from '../../aws/errors/aws-error.ts';
import type { SessionRequest } from '../../credentials/request-key.ts';
import { type ClientSession, endOf } from '../../credentials/session.ts';
import { readPrincipal, readRoleArn } from '../../model/arn.ts';
import { Failure } from '../../model/failure.ts';
import type { GrantedClient, GrantedClients } from '../../model/granted-clients.ts';
import { roleArn as arnOfRole } from '../../model/structure.ts';
import { assumeClient, breakGlassTarget, explainDenial } from '../../operations/client/assume-client.ts';
import { checkNamedRole, refuseClientRole } from '../../operations/client/ops-caller.ts';
import type { CommandContext } from '../context.ts';
import { openSession, type Session } from '../open-session.ts';
import { askingCommand } from './asking-command.ts';
import { limitsOf } from './assume-deadline.ts';
import type { AssumeOptions } from './assume-options.ts';
import { CallerMfa, type Waiting } from './caller-mfa.ts';
import { readGrants } from './granted-clients.ts';
import { grantedClientsFile } from './granted-clients-cache.ts';
import { mappedRole } from './mapped-clients.ts';
import { unknownClient } from './which-client.ts';

/** Roles that are reached with the credentials of a session are capped at an hour, in seconds. */
const chainLimit = 3_600;

/** What a session is obtained with. */
export interface Obtaining {
  readonly request: SessionRequest;
  /** What the request was made of. */
  readonly options: AssumeOptions;
  /** Seconds. */
  readonly duration: number;
  readonly waiting: Waiting;
  readonly clock: Pick<CommandContext['clock'], 'now'>;
  note(text: string): void;
}

/**
 * New credentials of a client's role.
 * @throws Failure that says what keeps the caller out
 */
export async function obtainSession(obtaining: Obtaining, context: CommandContext): Promise<ClientSession> {
  const { request } = obtaining;
  if (request.breakGlass) return breakGlass(obtaining, context);
  const session = await openSession(context, 'ops', limitsOf(context));
  const named = request.roleArn ?? mappedRole(session.roleArns, request.client);
  const kept = named === null ? grantedClientsFile(context).read() : null;
  const asking = askingCommand(request.client, obtaining.options, session.repeatedOptions);
  const mfa = new CallerMfa(session, obtaining.waiting, asking, context);
  const target = await findTarget(request.client, named, kept, session, context);
  try {
    return await assumeWith(target, obtaining, session, mfa);
  } catch (error) {
    const denied = isDenied(error) && error.action === 'sts:AssumeRole';
    if (!denied) throw error;
    // What was kept may be out of date: AWS is asked once more who is granted what.
    const granted = named === null ? await readGrants(session, context) : null;
    const now = granted && theGrant(request.client, granted);
    if (granted && !now) throw unknownClient(request.client, granted, session.structure.groups);
    if (now && now.roleArn !== target.roleArn) {
      return assumeWith({ ...target, roleArn: now.roleArn }, obtaining, session, mfa);
    }
    throw explainDenial(
      {
        ...request,
        roleArn: target.roleArn,
        identity: target.identity,
        groups: granted?.groups ?? null,
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

/** @param named the role, where it is not for the groups to say */
async function findTarget(
  client: string,
  named: string | null,
  kept: GrantedClients | null,
  session: Session,
  context: CommandContext,
): Promise<Target> {
  if (named !== null) {
    checkNamedRole(client, named, session.structure);
    const { arn } = await session.aws.sts.getCallerIdentity();
    refuseClientRole(readPrincipal(arn), arn, session.structure);
    return { roleArn: named, identity: arn };
  }
  const inKept = kept && theGrant(client, kept);
  if (kept && inKept) return { roleArn: inKept.roleArn, identity: kept.identity };
  const read = await readGrants(session, context);
  const inRead = theGrant(client, read);
  if (inRead) return { roleArn: inRead.roleArn, identity: read.identity };
  throw unknownClient(client, read, session.structure.groups);
}

/** The one grant of a client; two accounts of one name are nothing to choose between silently. */
function theGrant(client: string, { clients }: GrantedClients): GrantedClient | null {
  const granted = clients.filter((one) => one.client === client);
  if (granted.length > 1) {
    throw new Failure('failed', {
      what: `your groups grant ${granted.length} roles of client ${client}: ${granted.map(({ roleArn }) => roleArn).join(', ')}`,
      fix: ['name the one that is meant: --role-arn ARN'],
    });
  }
  return granted[0] ?? null;
}

async function assumeWith(
  { roleArn, identity }: Target,
  { request, options, duration, note, clock }: Obtaining,
  session: Session,
  mfa: CallerMfa,
): Promise<ClientSession> {
  const { aws, structure } = session;
  const wanted = { ...request, roleArn, identity, duration };
  const assume = async () => {
    if (!structure.client.role.requireMfa) return assumeClient(wanted, { sts: aws.sts, note });
    if (options.cache !== false && duration <= chainLimit) {
      return assumeClient(wanted, { sts: await mfa.openSession(identity), note });
    }
    return mfa.withCodes(identity, (next) => assumeClient(wanted, { sts: aws.sts, note, mfa: next }));
  };
  const assumed = await assume();
  const ends = endOf(assumed.expiration, duration, clock.now());
  return toSession(request.client, roleArn, { ...assumed, ends }, await aws.region());
}

async function breakGlass(
  { request, duration, note, clock }: Obtaining,
  context: CommandContext,
): Promise<ClientSession> {
  const session = await openSession(context, 'management', limitsOf(context));
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
  const ends = endOf(assumed.expiration, duration, clock.now());
  return toSession(request.client, arn, { ...assumed, ends }, await session.aws.region());
}

function toSession(
  client: string,
  arn: string,
  assumed: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
    readonly ends: string;
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
    expiration: assumed.ends,
    region,
  };
}
