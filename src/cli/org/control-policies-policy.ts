import { controlPolicyTypes } from '../../model/control-policies.ts';
import type { Structure } from '../../model/structure.ts';

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition: { readonly StringEquals: Readonly<Record<string, readonly string[]>> };
}

/** The reads of an audit for the organization's policies. */
export const policyReads = [
  'organizations:DescribePolicy',
  'organizations:ListPolicies',
  'organizations:ListPoliciesForTarget',
  'organizations:ListTargetsForPolicy',
] as const;

const root = 'arn:aws:organizations::*:root/o-*/r-*';
const unit = 'arn:aws:organizations::*:ou/o-*/ou-*';
const account = 'arn:aws:organizations::*:account/o-*/*';
const ownPolicies = controlPolicyTypes.map(
  (type) => `arn:aws:organizations::*:policy/o-*/${type.toLowerCase()}/p-*`,
);
const fullAccess = 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess';

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_permissions_iam-based-policies.html#orgs-permissions-conditions */
function allow(operations: readonly string[], Resource: Statement['Resource']): Statement {
  return {
    Effect: 'Allow',
    Action: operations.map((operation) => `organizations:${operation}`),
    Resource,
    Condition: { StringEquals: { 'organizations:PolicyType': controlPolicyTypes } },
  };
}

/** A policy that does not exist yet has no ARN. */
const creation = [allow(['CreatePolicy'], '*'), allow(['EnablePolicyType'], root)];

/**
 * What it takes to make the guardrails and attach them to OUs, beside `policyReads`.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
 */
export function newGuardrailStatements({ guardrails }: Structure): readonly Statement[] {
  return guardrails === null ? [] : [...creation, allow(['AttachPolicy'], [...ownPolicies, unit])];
}

/** The same, with what it takes to mend what is there, wherever it is attached. */
export function guardrailStatements({ guardrails }: Structure): readonly Statement[] {
  if (guardrails === null) return [];
  return [
    ...creation,
    allow(['UpdatePolicy'], ownPolicies),
    allow(['AttachPolicy'], [...ownPolicies, fullAccess, root, unit, account]),
  ];
}
