import { byText } from '../model/by-text.ts';
import type { CutOff, DeniedCaller, ExceptingKey, GuardrailUse } from '../model/guardrail-use.ts';
import { shortList } from './diff/words.ts';

/**
 * What guardrails would cut off, and what is not known of it, in an order that stays: a sentence for each caller, with
 * all the roles that one key of the configuration excepts.
 */
export function useInWords({ cutOff, unread }: GuardrailUse): readonly string[] {
  return [
    ...alike(cutOff).map(cutOffInWords).sort(byText),
    ...unread
      .map(({ account, guardrails, reason }) => {
        const what = guardrails.length === 1 ? 'the guardrail' : 'the guardrails';
        return `diverst could not find out what ${what} ${guardrails.join(', ')} would deny in ${account.label}: ${reason}`;
      })
      .sort(byText),
  ];
}

/** Those of one caller together, the ones that were seen apart from the ones that a trust policy allows. */
function alike(cutOff: readonly CutOff[]): readonly (readonly [CutOff, ...CutOff[]])[] {
  const groups = new Map<string, [CutOff, ...CutOff[]]>();
  for (const one of cutOff) {
    const { guardrail, account, caller, role, lastSeen, except } = one;
    const key = JSON.stringify([guardrail, caller, except, lastSeen === null, role === null && account.id]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

function cutOffInWords(group: readonly [CutOff, ...CutOff[]]): string {
  const [{ guardrail, account, caller, callerName, except, lastSeen: first }] = group;
  const who = callerInWords(caller, callerName);
  const roles = group.flatMap(({ role }) => role?.label ?? []).sort(byText);
  const what =
    roles.length === 0
      ? `the guardrail ${guardrail} would deny what ${who} of ${account.label} does`
      : `the guardrail ${guardrail} would stop ${who} from assuming ${roles.length === 1 ? 'the role' : `${roles.length} roles:`} ${shortList(roles)}`;
  const lastSeen = Math.max(...group.map((one) => one.lastSeen ?? 0));
  const when =
    first === null
      ? 'a trust policy allows it'
      : `last used ${new Date(lastSeen).toISOString().slice(0, 10)}`;
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
      return `people and programs that sign in with ${caller.issuer}`;
    case 'root':
      return 'the root user';
  }
}

function exceptInWords(except: ExceptingKey | null, caller: DeniedCaller): string {
  if (except === null)
    return caller.kind === 'account' && caller.user !== null
      ? 'to keep it working, the user must sign in with MFA'
      : 'the configuration has no exception for it';
  const value = except.value === null ? 'the accounts that need it' : `"${except.value}"`;
  return `to allow it, add ${value} to ${except.key}`;
}
