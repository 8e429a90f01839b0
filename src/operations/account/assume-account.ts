import type { AssumedRole, AssumeRoleInput, Credentials, MfaCode, StsApi } from '../../aws/api.ts';
import { type AwsError, hasCode } from '../../aws/errors/aws-error.ts';
import {
  type AccountKind,
  type AccountRef,
  accountWords,
  initCommand,
  refText,
} from '../../model/account-kind.ts';
import { namedRole, readPrincipal } from '../../model/arn.ts';
import { Failure } from '../../model/failure.ts';
import { sessionName, tagValue } from '../../model/session-name.ts';
import { managedPolicyArn } from '../../model/structure.ts';
import { isOwnDeny, lockedWords } from './own-deny.ts';

/** The request for credentials of an account. */
export interface SessionWanted extends AccountRef {
  /** Seconds. */
  readonly duration: number;
  readonly readOnly: boolean;
  /** Null for the caller's own name. */
  readonly sessionName: string | null;
  readonly reason: string | null;
}

export interface AssumeRequest extends SessionWanted {
  readonly roleArn: string;
  /** ARN of the caller. */
  readonly identity: string;
}

/** Credentials of one account's role, as AWS gave them. */
export interface ObtainedSession extends Credentials {
  readonly accountId: string;
  readonly roleArn: string;
  /** Null where none is configured. */
  readonly region: string | null;
}

export interface AssumeTools {
  readonly sts: StsApi;
  /** Said on stderr: what is left out, and why. */
  note(text: string): void;
  /** Gives a code for each call: it is good for one. */
  readonly mfa?: () => Promise<MfaCode>;
  /** Without source identity and tags. */
  readonly bare?: boolean;
  /** The role demands the caller's own name as source identity: it is never assumed without one. */
  readonly named?: boolean;
}

/**
 * Assumes an account's role, and makes sure that the credentials are of that role and account.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 * @throws AwsError AccessDenied as AWS gives it, Failure where other credentials came back, or where the role demands a
 * name that AWS does not take
 */
export async function assumeAccount(
  request: AssumeRequest,
  tools: AssumeTools,
): Promise<Omit<ObtainedSession, 'region'>> {
  const { noun, name, roleArn } = request;
  const caller = readPrincipal(request.identity);
  const role = namedRole(roleArn);
  const own = 'name' in caller ? caller.name : caller.accountId;
  if (tools.named && own.length < 2) throw nameTooShort(own, request);
  const base: AssumeRoleInput = {
    roleArn,
    sessionName: sessionName(request.sessionName ?? own),
    duration: request.duration,
    ...(request.readOnly ? { sessionPolicies: [managedPolicyArn(role.partition, 'ReadOnlyAccess')] } : {}),
  };
  const tags = {
    [accountWords[noun].sessionTag]: name,
    ...(request.reason === null ? {} : { Reason: tagValue(request.reason) }),
  };
  const assumed = await withFallbacks(
    base,
    tools.bare ? {} : { sourceIdentity: sessionName(own), tags },
    tools,
  );
  const got = readPrincipal(assumed.assumedArn);
  if (got.kind === 'role' && got.accountId === role.accountId && got.name === role.name) {
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = assumed;
    const { accountId } = role;
    return { accountId, roleArn, accessKeyId, secretAccessKey, sessionToken, expiration };
  }
  throw new Failure('failed', {
    what: `asked for ${roleArn}, AWS gave credentials of ${assumed.assumedArn}`,
    why: 'The credentials belong to another role or account, so diverst did not use them.',
    fix: ['check AWS_ENDPOINT_URL; AWS itself does not answer like this'],
  });
}

/** IAM takes a user name of one character, and STS no source identity of one. */
function nameTooShort(own: string, { noun, name }: SessionWanted): Failure {
  return new Failure('failed', {
    what: `the IAM user ${own} cannot assume the role of ${refText({ noun, name })}`,
    why: `The role requires the user name as source identity (${noun}.role.requireSourceIdentity), and AWS accepts no source identity of one character. No session was opened.`,
    fix: [`ask an admin to create an IAM user for you with a name of at least 2 characters`],
  });
}

/**
 * Source identity and tags are for CloudTrail: the role is assumed without them where they are not allowed; a note says
 * so. A source identity that the role demands is not left out: without it AWS denies the role in any case.
 */
async function withFallbacks(
  base: AssumeRoleInput,
  wanted: Pick<AssumeRoleInput, 'sourceIdentity' | 'tags'>,
  { sts, note, mfa, named = false }: AssumeTools,
): Promise<AssumedRole> {
  let extra = wanted;
  for (;;) {
    try {
      return await sts.assumeRole({ ...base, ...extra, ...(mfa ? { mfa: await mfa() } : {}) });
    } catch (error) {
      const missing = hasCode(error, 'AccessDenied')
        ? /sts:(SetSourceIdentity|TagSession)/.exec(error.message)?.[1]
        : undefined;
      if (named && missing === 'SetSourceIdentity') throw error;
      const { sourceIdentity, tags } = extra;
      const kept = named && sourceIdentity ? { sourceIdentity } : {};
      if (missing !== undefined && mfa && (tags || sourceIdentity !== kept.sourceIdentity)) {
        // Which of the two else is denied would cost another code each time.
        extra = kept;
        const left = named ? 'session tags' : 'source identity and tags';
        note(
          `the role or the grant does not allow sts:${missing}: continuing without ${left}, which needs another MFA code`,
        );
      } else if (missing === 'SetSourceIdentity' && extra.sourceIdentity) {
        const { sourceIdentity: _left, ...rest } = extra;
        extra = rest;
        note(
          'the role or the grant does not allow sts:SetSourceIdentity: continuing without a source identity',
        );
      } else if (missing === 'TagSession' && extra.tags) {
        const { tags: _left, ...rest } = extra;
        extra = rest;
        note('the role or the grant does not allow sts:TagSession: continuing without session tags');
      } else throw error;
    }
  }
}

export interface Denial {
  readonly kind: AccountKind;
  readonly name: string;
  readonly roleArn: string;
  readonly identity: string;
  /** Groups that the caller is in; null where they could not be read. */
  readonly groups: readonly string[] | null;
  /** The role demands MFA, and the caller's credentials are those of a session, to which no code was added. */
  readonly isWithoutCode: boolean;
}

/** AccessDenied says the same for every reason; what else is known narrows it down. */
export function explainDenial(denial: Denial, cause: AwsError): Failure {
  const { kind, name, roleArn, identity } = denial;
  const account = refText({ noun: kind.noun, name });
  return new Failure(
    'failed',
    {
      what: `AWS denied ${identity} the role of ${account} (${roleArn})`,
      ...whyDenied(denial, cause.message),
      facts: [`AWS says: ${cause.message}`],
    },
    { cause },
  );
}

function whyDenied(
  denial: Denial,
  message: string,
): { readonly why: string; readonly fix: readonly string[] } {
  const { kind, name, groups } = denial;
  const { noun, group } = kind;
  if (isOwnDeny(message)) return lockedWords;
  const policy = /service control policy|resource control policy|permissions boundary|session policy/.exec(
    message,
  )?.[0];
  if (policy) return { why: `A ${policy} denies it.`, fix: ['ask an admin of the organization'] };
  if (kind.role.requireSourceIdentity) {
    const named = whyNamelessDenied(denial, message);
    if (named !== null) return named;
  }
  if (groups !== null && !groups.includes(group)) {
    return {
      why: `You are not in the group ${group}${groups.length > 0 ? ` (you are in ${groups.join(', ')})` : ''}.`,
      fix: [`if you need access to every ${noun}, ask an admin to add you to the group ${group} in Ops`],
    };
  }
  const mfa = kind.role.requireMfa
    ? denial.isWithoutCode
      ? ', requires MFA, which your temporary credentials can lack'
      : ''
    : `, requires MFA (then set ${noun}.role.requireMfa in diverst.config.yaml)`;
  const isUser = readPrincipal(denial.identity).kind === 'user';
  const person = isUser ? '' : ', accepts only IAM users (requireSourceIdentity)';
  const user = kind.role.requireSourceIdentity
    ? ' (it requires the exact name of your IAM user as source identity, which diverst sent)'
    : '';
  const side = `the role’s trust policy does not allow you${user}${mfa}${person}, the role or the account no longer exists, or it is only a moment old`;
  return {
    why:
      groups === null
        ? `diverst does not know whether your groups grant the role, because it was named with --role-arn or ${noun}.roleArns. If they do, the cause is in the account: ${side}.`
        : `Your groups grant the role, so the cause is in the account: ${side}.`,
    fix: [
      ...(denial.isWithoutCode
        ? ['if you signed in without an MFA code, sign in to the console with one, then run: aws login']
        : []),
      'if the role is only a moment old, try again in a minute',
      `if not, ask an admin to run: ${initCommand({ kind, name })} --dry-run`,
    ],
  };
}

/** What keeps a caller from giving the name that the role demands; null where nothing is known to. */
function whyNamelessDenied(
  { kind, name, identity }: Denial,
  message: string,
): { readonly why: string; readonly fix: readonly string[] } | null {
  const demand = `The role requires the name of an IAM user as source identity (${kind.noun}.role.requireSourceIdentity)`;
  const { kind: who } = readPrincipal(identity);
  if (who !== 'user') {
    return {
      why: `${demand}, and you are not an IAM user. AWS refuses every role here, whatever name it sends.`,
      fix: [
        'sign in as your IAM user in Ops: add --profile NAME',
        `or ask an admin to set ${kind.noun}.role.requireSourceIdentity: false in diverst.config.yaml, and to run: ${initCommand({ kind, name })} --replace-trust`,
      ],
    };
  }
  if (!message.includes('sts:SetSourceIdentity')) return null;
  return {
    why: `${demand}, and the trust policy or the grant does not allow sts:SetSourceIdentity. diverst did not try without a name.`,
    fix: [`ask an admin to run: ${initCommand({ kind, name })} --dry-run`],
  };
}
