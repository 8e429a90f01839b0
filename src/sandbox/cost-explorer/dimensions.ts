import type { Expression, GroupDefinition } from '@aws-sdk/client-cost-explorer';
import type { Item } from './charges.ts';
import { invalid, notAnswered } from './errors.ts';

/** What is charged for, and to which account. */
export interface Billed extends Item {
  readonly accountId: string;
}

const dimensions: Readonly<Record<string, (billed: Billed) => string>> = {
  LINKED_ACCOUNT: ({ accountId }) => accountId,
  RECORD_TYPE: ({ type }) => type,
  SERVICE: ({ service }) => service,
};

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GroupDefinition.html */
const types = ['DIMENSION', 'TAG', 'COST_CATEGORY'];

/** What AWS groups by; the sandbox knows the three above. Seen in https://github.com/aws/aws-sdk-java-v2/issues/6144 */
const valid = [
  'AZ',
  'INSTANCE_TYPE',
  'LINKED_ACCOUNT',
  'OPERATION',
  'PURCHASE_TYPE',
  'SERVICE',
  'USAGE_TYPE',
  'PLATFORM',
  'TENANCY',
  'RECORD_TYPE',
  'LEGAL_ENTITY_NAME',
  'INVOICING_ENTITY',
  'DEPLOYMENT_OPTION',
  'DATABASE_ENGINE',
  'CACHE_ENGINE',
  'INSTANCE_TYPE_FAMILY',
  'REGION',
];

/**
 * The keys of a group, in order.
 * @throws SandboxError ValidationException
 */
export function readGroups(groups: readonly GroupDefinition[]): readonly ((billed: Billed) => string)[] {
  if (groups.length > 2) throw invalid('At most 2 group definitions are allowed.');
  return groups.map(({ Type: type = '', Key: key = '' }) => {
    // Both sentences as in https://github.com/FittedCloud/costreporter/pull/5 and https://github.com/aws/aws-sdk-php/issues/1590
    if (type !== '' && !types.includes(type)) throw invalid('Group Definition type is invalid.');
    if (type === '' || key === '') {
      throw invalid('Group Definition is invalid. Both type an key need to be set to a non-empty value.');
    }
    if (type !== 'DIMENSION') throw notAnswered(`groups by ${type}`);
    const dimension = Object.hasOwn(dimensions, key) ? dimensions[key] : undefined;
    if (dimension !== undefined) return dimension;
    if (valid.includes(key)) throw notAnswered(`groups by ${key}`);
    throw invalid(`Group Definition dimension is invalid. Valid values are ${valid.join(', ')}`);
  });
}

/**
 * Which charges count.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_Expression.html
 *
 * @throws SandboxError ValidationException
 */
export function readFilter(filter: Expression | undefined): (billed: Billed) => boolean {
  if (filter === undefined) return () => true;
  const given = Object.entries(filter).filter(([, part]) => part !== undefined);
  if (given.length !== 1) throw invalid('An Expression must have exactly one root.');
  const { And, Or, Not, Dimensions } = filter;
  if (And !== undefined) {
    const parts = severalOf(And, 'And');
    return (billed) => parts.every((part) => part(billed));
  }
  if (Or !== undefined) {
    const parts = severalOf(Or, 'Or');
    return (billed) => parts.some((part) => part(billed));
  }
  if (Not !== undefined) {
    const part = readFilter(Not);
    return (billed) => !part(billed);
  }
  if (Dimensions === undefined) throw notAnswered(`a filter by ${given[0]?.[0]}`);
  const { Key: key = '', Values = [], MatchOptions: options = [] } = Dimensions;
  if (options.some((option) => option !== 'EQUALS' && option !== 'CASE_SENSITIVE'))
    throw invalid('MatchOptions of dimensions are EQUALS and CASE_SENSITIVE.');
  const dimension = Object.hasOwn(dimensions, key) ? dimensions[key] : undefined;
  if (dimension === undefined) throw notAnswered(`a filter by ${key}`);
  const values = new Set(Values);
  return (billed) => values.has(dimension(billed));
}

function severalOf(parts: readonly Expression[], name: string): ReturnType<typeof readFilter>[] {
  if (parts.length < 2) throw invalid(`${name} must have at least 2 operands.`);
  return parts.map(readFilter);
}
