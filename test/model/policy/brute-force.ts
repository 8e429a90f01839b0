import type { Condition, Policy, Principal, Statement } from '../../../src/model/policy/document.ts';

/** A request of the small universe in which verdicts are checked; it shares no code with the comparison. */
export interface Request {
  readonly action: string;
  readonly resource?: string;
  readonly caller?: Caller;
  readonly context: Readonly<Record<string, readonly string[]>>;
}

export interface Caller {
  readonly account: string;
  /** What `aws:PrincipalArn` holds. */
  readonly arn: string;
  /** Every ARN by which a principal element can name the caller. */
  readonly arns: readonly string[];
  readonly allowedByIdentity: boolean;
}

export type Relation = 'equal' | 'narrower' | 'broader' | 'incomparable';

/** How two policies relate over a list of requests, found by evaluating each one. */
export function relation(actual: Policy, intended: Policy, universe: readonly Request[]): Relation {
  let more = false;
  let less = false;
  for (const request of universe) {
    const left = isAllowed(actual, request);
    const right = isAllowed(intended, request);
    if (left && !right) more = true;
    if (right && !left) less = true;
    if (more && less) return 'incomparable';
  }
  if (more) return 'broader';
  return less ? 'narrower' : 'equal';
}

export function isAllowed(policy: Policy, request: Request): boolean {
  const matching = policy.statements.filter((statement) => applies(statement, request));
  return (
    matching.some((statement) => statement.effect === 'Allow') &&
    matching.every((statement) => statement.effect === 'Allow')
  );
}

function applies(statement: Statement, request: Request): boolean {
  const { actions, notActions, resources, notResources, principals, conditions, effect } = statement;
  const { action, resource = '', caller, context } = request;
  if (actions && !actions.some((pattern) => like(pattern, action, true))) return false;
  if (notActions?.some((pattern) => like(pattern, action, true))) return false;
  if (resources && !resources.some((pattern) => like(pattern, resource))) return false;
  if (notResources?.some((pattern) => like(pattern, resource))) return false;
  if (principals && (!caller || !principals.some((principal) => names(principal, caller, effect))))
    return false;
  return conditions.every((condition) => satisfied(condition, context[condition.key]));
}

function names({ value }: Principal, caller: Caller, effect: Statement['effect']): boolean {
  if (value === '*' || caller.arns.includes(value)) return true;
  const account = value === caller.account || value === `arn:aws:iam::${caller.account}:root`;
  return account && (effect === 'Deny' || caller.allowedByIdentity);
}

function satisfied(condition: Condition, present: readonly string[] | undefined): boolean {
  const { operator, qualifier, ifExists, values } = condition;
  if (operator === 'Null') return (values[0] === 'true') === (present === undefined);
  const negated = operator.includes('Not');
  if (present === undefined) {
    if (qualifier !== undefined) return qualifier === 'ForAllValues';
    return ifExists || negated;
  }
  const one = (value: string) => values.some((wanted) => compare(operator, wanted, value)) !== negated;
  return qualifier === 'ForAnyValue' ? present.some(one) : present.every(one);
}

function compare(operator: string, wanted: string, value: string): boolean {
  if (operator.startsWith('Numeric')) {
    const left = Number(value);
    const right = Number(wanted);
    if (operator.endsWith('LessThan')) return left < right;
    if (operator.endsWith('LessThanEquals')) return left <= right;
    if (operator.endsWith('GreaterThan')) return left > right;
    if (operator.endsWith('GreaterThanEquals')) return left >= right;
    return left === right;
  }
  if (operator.endsWith('Like')) return like(wanted, value);
  if (operator.endsWith('IgnoreCase') || operator === 'Bool')
    return wanted.toLowerCase() === value.toLowerCase();
  return wanted === value;
}

const compiled = new Map<string, RegExp>();

function like(pattern: string, text: string, ignoreCase = false): boolean {
  const key = `${ignoreCase} ${pattern}`;
  const known = compiled.get(key);
  if (known) return known.test(text);
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '[^]*')
    .replace(/\?/g, '[^]');
  compiled.set(key, new RegExp(`^${source}$`, ignoreCase ? 'i' : ''));
  return like(pattern, text, ignoreCase);
}
