import { isDenied } from '../../aws/errors/aws-error.ts';
import type { NamedAccount } from '../../model/account-kind.ts';
import { grantOf, mappedRole } from '../../model/granted-accounts.ts';
import { type AssumableSource, readGrants } from './assumable-accounts.ts';
import { assumeAccount, explainDenial, type ObtainedSession, type SessionWanted } from './assume-account.ts';
import { isOpened, stsWithMfa, withCodes } from './caller-mfa.ts';
import { findAccountRole } from './find-account-role.ts';
import { provenAfter } from './proven-caller.ts';
import { unknownAccount } from './unknown-account.ts';

/** Roles that are reached with the credentials of a session are capped at an hour, in seconds. */
const chainLimit = 3_600;

/** What a session is obtained with. */
export interface SessionContext extends AssumableSource {
  /** Called with what is left out, and why. */
  note(text: string): void;
}

/**
 * New credentials of an account's role.
 * @param roleArn the role, where the caller names it
 * @throws Failure that says what keeps the caller out
 */
export async function obtainAccountSession(
  wanted: SessionWanted,
  roleArn: string | null,
  context: SessionContext,
): Promise<ObtainedSession> {
  const { structure } = context;
  const kind = structure.kinds[wanted.noun];
  const account: NamedAccount = { kind, name: wanted.name };
  const named = roleArn ?? mappedRole(kind, wanted.name);
  const target = await findAccountRole(account, named, context);
  try {
    return await assumeWith(target, wanted, context);
  } catch (error) {
    const denied = isDenied(error) && error.action === 'sts:AssumeRole';
    if (!denied) throw error;
    // What was kept may be out of date: AWS is asked once more who is granted what.
    const granted = named === null ? await readGrants(context, kind) : null;
    const now = granted && grantOf(wanted, granted);
    if (granted && !now) throw unknownAccount(account, granted, structure);
    if (now && now.roleArn !== target.roleArn) {
      return assumeWith({ ...target, roleArn: now.roleArn }, wanted, context);
    }
    throw explainDenial({ ...account, ...target, groups: granted?.groups ?? null }, error);
  }
}

async function assumeWith(
  { roleArn, identity }: { readonly roleArn: string; readonly identity: string },
  wanted: SessionWanted,
  context: SessionContext,
): Promise<ObtainedSession> {
  const { aws, structure, note } = context;
  const request = { ...wanted, roleArn, identity };
  const assume = async () => {
    const { requireMfa, requireSourceIdentity: named } = structure.kinds[wanted.noun].role;
    // A session has proven MFA already, or it never can.
    if (!requireMfa || (await aws.isTemporary())) {
      try {
        return await assumeAccount(request, { sts: aws.sts, note, named });
      } catch (error) {
        const proven = await provenAfter(error, identity, context);
        if (proven === null) throw error;
        const asked = { ...request, duration: Math.min(wanted.duration, chainLimit) };
        if (asked.duration < wanted.duration)
          note('with an MFA session, AWS gives credentials for one hour at most: continuing with 1h');
        return assumeAccount(asked, { sts: aws.stsWith(proven), note, named });
      }
    }
    const mfa = await context.mfa();
    if ((mfa.session !== null || isOpened(mfa)) && wanted.duration <= chainLimit) {
      return assumeAccount(request, { sts: await stsWithMfa(mfa, context, identity), note, named });
    }
    return withCodes(mfa, identity, (next) =>
      assumeAccount(request, { sts: aws.sts, note, named, mfa: next }),
    );
  };
  return { ...(await assume()), region: await aws.region() };
}
