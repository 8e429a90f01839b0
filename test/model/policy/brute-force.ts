import type { Condition, Policy, Principal, Statement } from '../../../src/model/policy/document.ts';

/** The requests in which verdicts are checked: every combination. It shares no code with the comparison. */
export interface Universe {
  readonly contexts: readonly Context[];
  readonly actions: readonly string[];
  /** What is acted on, or who acts. */
  readonly subjects: readonly (string | Caller)[];
}

/** The values of condition keys. */
export type Context = Readonly<Record<string, readonly string[]>>;

export interface Caller {
  readonly account: string;
  /** What `aws:PrincipalArn` holds. */
  readonly arn: string;
  /** Every ARN by which a principal element can name the caller. */
  readonly arns: readonly string[];
  readonly allowedByIdentity: boolean;
}

export type Relation = 'equal' | 'narrower' | 'broader' | 'incomparable';

/** How two policies relate over a universe, found by evaluating each request. */
export function relation(actual: Policy, intended: Policy, universe: Universe): Relation {
  let more = false;
  let less = false;
  for (const context of universe.contexts) {
    const inContext = [actual, intended].map(({ statements }) =>
      statements.filter(({ conditions }) =>
        conditions.every((condition) => ofCaller(condition) || satisfied(condition, context[condition.key])),
      ),
    );
    for (const action of universe.actions) {
      const onAction = inContext.map((statements) => statements.filter((one) => isOnAction(one, action)));
      for (const subject of universe.subjects) {
        const [left, right] = onAction.map((statements) => isAllowed(statements, subject));
        if (left && !right) more = true;
        if (right && !left) less = true;
        if (more && less) return 'incomparable';
      }
    }
  }
  if (more) return 'broader';
  return less ? 'narrower' : 'equal';
}

function isAllowed(statements: readonly Statement[], subject: string | Caller): boolean {
  const matching = statements.filter((statement) => isOnSubject(statement, subject));
  return (
    matching.some((statement) => statement.effect === 'Allow') &&
    matching.every((statement) => statement.effect === 'Allow')
  );
}

function isOnAction({ actions, notActions }: Statement, action: string): boolean {
  if (actions && !actions.some((pattern) => like(pattern, action, true))) return false;
  return !notActions?.some((pattern) => like(pattern, action, true));
}

function isOnSubject(statement: Statement, subject: string | Caller): boolean {
  const { resources, notResources, principals, conditions, effect } = statement;
  if (typeof subject === 'string') {
    if (resources && !resources.some((pattern) => like(pattern, subject))) return false;
    return !notResources?.some((pattern) => like(pattern, subject));
  }
  if (!principals?.some((principal) => names(principal, subject, effect))) return false;
  const own: Context = { 'aws:principalarn': [subject.arn], 'aws:principalaccount': [subject.account] };
  return conditions.every((condition) => !ofCaller(condition) || satisfied(condition, own[condition.key]));
}

function ofCaller({ key }: Condition): boolean {
  return key === 'aws:principalarn' || key === 'aws:principalaccount';
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
  if (operator.endsWith('Like') || operator.startsWith('Arn')) return like(wanted, value);
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
