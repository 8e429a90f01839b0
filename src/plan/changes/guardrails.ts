import { type ControlPolicyType, policyTypeWords } from '../../model/control-policies.ts';
import { statementsLost } from '../control-policy-text.ts';
import { alters, creates, type Rows } from './row.ts';

const made = {
  scope: (): 'organization' => 'organization',
  part: (): 'guardrails' => 'guardrails',
};

/** What limits member accounts: a policy is complete before it is attached, and its type is enabled before that. */
export const guardrailRows = {
  'enable-policy-type': {
    ...made,
    ...alters,
    target: ({ type }) => policyTypeWords[type].plural,
    title: ({ type }) => `enable ${policyTypeWords[type].plural} in the organization`,
  },
  'create-control-policy': {
    ...made,
    ...creates,
    target: ({ type, name }) => policyWords(type, name),
    title: ({ type, name, guardrails }) => `create ${policyWords(type, name)}: ${guardrails.join(', ')}`,
    document: ({ document }) => ({ before: null, after: document }),
  },
  'update-control-policy': {
    ...made,
    ...alters,
    target: ({ type, name }) => policyWords(type, name),
    title: ({ type, name, guardrails }) =>
      `update ${policyWords(type, name)}${guardrails.length === 0 ? '' : `: ${guardrails.join(', ')}`}`,
    isSevere: ({ replaces, document }) => statementsLost(replaces, document).length > 0,
    document: ({ replaces, document }) => ({ before: replaces, after: document }),
    detail: ({ id }) => id,
  },
  'attach-control-policy': {
    ...made,
    ...creates,
    target: ({ type, name, target }) => `${target.label} ← ${policyWords(type, name)}`,
    title: ({ type, name, target }) => `attach ${policyWords(type, name)} to ${target.label}`,
    detail: ({ target }) => target.id ?? '',
  },
  'attach-full-access': {
    ...made,
    ...creates,
    target: ({ target }) => `${target.label} ← FullAWSAccess`,
    title: ({ target }) => `attach FullAWSAccess to ${target.label}`,
    detail: ({ target }) => target.id ?? '',
  },
} satisfies Partial<Rows>;

function policyWords(type: ControlPolicyType, name: string): string {
  return `${policyTypeWords[type].short} ${name}`;
}
