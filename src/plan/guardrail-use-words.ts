import { byText } from '../model/by-text.ts';
import type { CutOff, DeniedCaller, ExceptingKey, GuardrailUse } from '../model/guardrail-use.ts';

/** What guardrails would cut off, and what is not known of it: a sentence for each, in an order that stays. */
export function useInWords({ cutOff, unread }: GuardrailUse): readonly string[] {
  return [
    ...cutOff.map(cutOffInWords).sort(byText),
    ...unread
      .map(({ account, guardrails, reason }) => {
        const what = guardrails.length === 1 ? 'the guardrail' : 'the guardrails';
        return `it is not known what ${what} ${guardrails.join(', ')} would deny in ${account.label}: ${reason}`;
      })
      .sort(byText),
  ];
}

function cutOffInWords({ guardrail, account, caller, callerName, role, lastSeen, except }: CutOff): string {
  const who = callerInWords(caller, callerName);
  const what =
    role === null
      ? `the guardrail ${guardrail} would deny what ${who} of ${account.label} does`
      : `the guardrail ${guardrail} would stop ${who} from assuming the role ${role.label}`;
  const when =
    lastSeen === null
      ? 'a trust policy allows it'
      : `last time ${new Date(lastSeen).toISOString().slice(0, 10)}`;
  return `${what} (${when}); ${exceptInWords(except, caller)}`;
}

function callerInWords(caller: DeniedCaller, name: string | null): string {
  switch (caller.kind) {
    case 'account': {
      const account = name === null ? `account ${caller.id}` : name;
      return caller.user === null ? account : `the user ${caller.user} of ${account} without MFA`;
    }
    case 'everyone':
      return caller.inOrganization ? 'the other accounts of the organization' : 'every AWS account';
    case 'provider':
      return `people and programs that ${caller.issuer} vouches for`;
    case 'root':
      return 'the root user';
  }
}

function exceptInWords(except: ExceptingKey | null, caller: DeniedCaller): string {
  if (except === null)
    return caller.kind === 'account' && caller.user !== null
      ? 'to keep it working, the user has to sign in with MFA'
      : 'nothing in the configuration excepts it';
  const value = except.value === null ? 'the accounts that need it' : `"${except.value}"`;
  return `to except it, add ${value} to ${except.key}`;
}
