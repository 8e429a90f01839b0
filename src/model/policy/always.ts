import { comparePolicies } from './compare.ts';
import type { HolderContext } from './covers.ts';
import type { Condition, Policy, Statement } from './document.ts';

/** Actions of IAM and STS stand for each other: which one it is does not matter to the conditions. */
const actions = ['sts:AssumeRole'];

/** Whether conditions of an identity policy hold in every request to IAM and STS that is made today. */
export function holdsAlways(conditions: readonly Condition[], holder: HolderContext): boolean {
  if (conditions.length === 0) return true;
  const { verdict } = comparePolicies(policyOf({ conditions }), policyOf({ conditions: [] }), {
    kind: 'identity',
    actions,
    ...holder,
  });
  return verdict === 'equal';
}

function policyOf({ conditions }: Pick<Statement, 'conditions'>): Policy {
  return {
    version: '2012-10-17',
    statements: [{ effect: 'Allow', actions, resources: ['*'], conditions }],
  };
}
