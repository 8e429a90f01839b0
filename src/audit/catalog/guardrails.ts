import type { Checks } from './check.ts';

const guardrailsPage =
  'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html';
const evaluationPage =
  'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html';

/** Whether AWS itself forbids what nobody in an account is to do. */
export const guardrailChecks = {
  'guardrail-missing': {
    title: 'guardrail is not enforced',
    severity: 'medium',
    holds:
      'Policies that are attached to the OU or to the root deny everything that each enabled guardrail denies. It does not matter who wrote them.',
    why: 'Without the guardrail, an administrator of an account can do what the guardrail denies, and diverst reports it only afterwards.',
    fix: 'Let diverst write and attach the policy, one guardrail at a time. If you do not want the guardrail, remove it from guardrails.enabled.',
    repair: 'yes',
    page: guardrailsPage,
  },
  'guardrail-weaker': {
    title: 'guardrail denies less than it should',
    severity: 'high',
    holds:
      'A guardrail that is attached denies everything that it should, with no exceptions except those in the configuration.',
    why: 'The policy was changed, so AWS allows actions that you expect it to deny.',
    fix: 'Let diverst write the guardrail again. If you want the exception, add it to guardrails.reach, guardrails.hubs or guardrails.vendors.',
    repair: 'yes',
    page: guardrailsPage,
  },
  'guardrail-broader': {
    title: 'guardrail policy denies more than it should',
    severity: 'low',
    holds: 'The policies of diverst deny what the enabled guardrails deny, and nothing else.',
    why: 'Something that should work can fail, and the next person who edits the policy cannot see which parts are intended.',
    fix: 'Move the statements that you need into a policy with another name, then let diverst remove them from its own policy.',
    repair: 'named',
    page: guardrailsPage,
  },
  'guardrail-detached': {
    title: 'guardrail policy is not attached',
    severity: 'high',
    escalates: 'medium if the policy is attached to single accounts only, to try it there first',
    holds: 'The policies of diverst are attached to their OU or to the root.',
    why: 'The policy exists, but AWS does not enforce it in the OU.',
    fix: 'Let diverst attach the policy again.',
    repair: 'yes',
    page: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_policies_attach.html',
  },
  'policy-type-disabled': {
    title: 'policy type is not enabled',
    severity: 'medium',
    escalates: 'high if policies of diverst exist: AWS forgot what they were attached to',
    holds: 'The types of policies that the guardrails use are enabled in the organization.',
    why: 'AWS enforces no policy of a type that is not enabled, and detached all of its policies when the type was disabled.',
    fix: 'Let diverst enable the type and attach the guardrails.',
    repair: 'yes',
    page: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_enable-disable.html',
  },
  'full-access-detached': {
    title: 'FullAWSAccess is not attached',
    severity: 'medium',
    holds:
      'At the root, at every OU and at every account, a service control policy allows everything. Guardrails only deny.',
    why: 'AWS allows only what a policy at every level allows, so every other request fails in the accounts below, including those of diverst.',
    fix: 'Attach FullAWSAccess again. If you want to allow certain services only, ignore the finding.',
    repair: 'named',
    page: evaluationPage,
  },
} satisfies Checks;
