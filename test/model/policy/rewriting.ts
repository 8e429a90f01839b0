import type { Condition, Policy, Principal, Statement } from '../../../src/model/policy/document.ts';
import fc from '../../support/properties.ts';

/** Rewritings of policies that do not change what they mean, at random. */

/** A source of choices: a number from 0 up to, but not including, `limit`. */
type Choose = (limit: number) => number;

type Rewrite = (statements: readonly Statement[], choose: Choose) => readonly Statement[];

/** A policy and another one, or the text of a document, that means the same. */
export function rewritten(policy: fc.Arbitrary<Policy>): fc.Arbitrary<readonly [Policy, Policy | string]> {
  return fc
    .tuple(policy, fc.array(fc.nat(999), { minLength: 40, maxLength: 40 }))
    .map(([original, numbers]) => {
      let used = 0;
      const choose: Choose = (limit) => (numbers[used++ % numbers.length] ?? 0) % limit;
      let { statements } = original;
      for (let count = 2 + choose(4); count > 0; count -= 1) {
        const rewrite = rewrites[choose(rewrites.length)];
        if (rewrite) statements = rewrite(statements, choose);
      }
      return [original, write(statements, choose) ?? { ...original, statements }] as const;
    });
}

const rewrites: readonly Rewrite[] = [
  function rotate(statements, choose) {
    const at = choose(statements.length + 1);
    return [...statements.slice(at), ...statements.slice(0, at)];
  },
  function repeat(statements, choose) {
    return statements.flatMap((statement) => (choose(2) === 0 ? [statement] : [statement, statement]));
  },
  function splitActions(statements, choose) {
    return split(statements, choose, ({ actions, ...rest }) =>
      actions?.map((action) => ({ ...rest, actions: [action] })),
    );
  },
  function splitPrincipals(statements, choose) {
    return split(statements, choose, ({ principals, ...rest }) =>
      principals?.map((principal) => ({ ...rest, principals: [principal] })),
    );
  },
  function splitResources(statements, choose) {
    return split(statements, choose, ({ resources, ...rest }) =>
      resources?.map((resource) => ({ ...rest, resources: [resource] })),
    );
  },
  function splitConditionValues(statements, choose) {
    return split(statements, choose, (statement) => {
      const [first, ...others] = statement.conditions;
      if (!first || first.qualifier || first.operator.includes('Not') || first.operator === 'Null')
        return undefined;
      return first.values.map((value) => ({
        ...statement,
        conditions: [{ ...first, values: [value] }, ...others],
      }));
    });
  },
  function addNarrowerCopy(statements, choose) {
    return split(statements, choose, (statement) => {
      const extra: Condition = {
        operator: 'Bool',
        ifExists: false,
        key: 'aws:multifactorauthpresent',
        values: ['true'],
      };
      return [{ ...statement, conditions: [...statement.conditions, extra] }, statement];
    });
  },
  function separateCases(statements, choose) {
    return split(statements, choose, (statement) =>
      ['true', 'false'].map((value) => ({
        ...statement,
        conditions: [
          ...statement.conditions,
          { operator: 'Null', ifExists: false, key: 'sts:externalid', values: [value] },
        ],
      })),
    );
  },
  function spellOutIfExists(statements, choose) {
    return split(statements, choose, (statement) => {
      const [first, ...others] = statement.conditions;
      if (!first?.ifExists) return undefined;
      const absent: Condition = { operator: 'Null', ifExists: false, key: first.key, values: ['true'] };
      return [
        [{ ...first, ifExists: false }, ...others],
        [absent, ...others],
      ].map((conditions) => ({
        ...statement,
        conditions,
      }));
    });
  },
  function otherOperators(statements) {
    return statements.map((statement) => ({
      ...statement,
      conditions: statement.conditions.map((condition) => {
        if (condition.values.some((value) => /[*?]/.test(value))) return condition;
        return { ...condition, operator: condition.operator.replace(/^String(Not)?Equals$/, 'String$1Like') };
      }),
    }));
  },
];

function split(
  statements: readonly Statement[],
  choose: Choose,
  parts: (statement: Statement) => readonly Statement[] | undefined,
): readonly Statement[] {
  return statements.flatMap((statement) =>
    choose(2) === 0 ? [statement] : (parts(statement) ?? [statement]),
  );
}

/**
 * The text of a document, with everything that IAM leaves to the writer chosen at random. Undefined for
 * statements that no document can hold, since it takes an operator once and a key once within it.
 */
function write(statements: readonly Statement[], choose: Choose): string | undefined {
  if (!statements.every(({ conditions }) => new Set(conditions.map(nameOf)).size === conditions.length)) {
    return undefined;
  }
  const document = {
    Version: '2012-10-17',
    ...(choose(2) === 0 ? {} : { Id: 'rewritten' }),
    Statement: oneOrMany(
      statements.map((statement) => writeStatement(statement, choose)),
      choose,
    ),
  };
  const text = JSON.stringify(document, undefined, choose(3) * 2);
  return choose(2) === 0 ? text : encodeURIComponent(text);
}

function writeStatement(statement: Statement, choose: Choose): unknown {
  const { effect, actions, notActions, resources, notResources, principals } = statement;
  const list = (values: readonly string[]) => {
    const at = choose(values.length);
    const turned = [...values.slice(at), ...values.slice(0, at)];
    return oneOrMany(choose(2) === 0 ? turned : [...turned, ...turned.slice(0, 1)], choose);
  };
  const cased = (values: readonly string[]) => list(values.map((value) => recase(value, choose)));
  const elements: readonly (readonly [string, unknown])[] = [
    ['Sid', choose(2) === 0 ? undefined : `S${choose(999)}`],
    ['Effect', effect],
    ['Action', actions && cased(actions)],
    ['NotAction', notActions && cased(notActions)],
    ['Resource', resources && list(resources)],
    ['NotResource', notResources && list(notResources)],
    ['Principal', principals && { AWS: list(principals.map((principal) => respell(principal, choose))) }],
    ['Condition', writeConditions(statement.conditions, choose)],
  ];
  return Object.fromEntries(choose(2) === 0 ? elements : [...elements].reverse());
}

function writeConditions(conditions: readonly Condition[], choose: Choose): unknown {
  const written: Record<string, Record<string, unknown>> = {};
  for (const condition of conditions) {
    const { key } = condition;
    const values =
      condition.operator === 'Bool'
        ? condition.values.map((value) => recase(value, choose))
        : condition.values;
    const [operator] = nameOf(condition).split(' ');
    if (operator === undefined) continue;
    written[operator] = { ...written[operator], [key]: oneOrMany(values, choose) };
  }
  return Object.fromEntries(
    Object.entries(written).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [recase(key, choose), values])),
    ]),
  );
}

/** Operator and key as a document writes them. */
function nameOf({ operator, qualifier, ifExists, key }: Condition): string {
  return `${qualifier ? `${qualifier}:` : ''}${operator}${ifExists ? 'IfExists' : ''} ${key}`;
}

function oneOrMany<T>(values: readonly T[], choose: Choose): T | readonly T[] {
  const [only] = values;
  return values.length === 1 && only !== undefined && choose(2) === 0 ? only : values;
}

function recase(text: string, choose: Choose): string {
  return [text, text.toUpperCase(), text.toLowerCase()][choose(3)] ?? text;
}

function respell({ value }: Principal, choose: Choose): string {
  if (choose(2) === 0) return value;
  if (/^\d{12}$/.test(value)) return `arn:aws:iam::${value}:root`;
  return /^arn:aws:iam::(\d{12}):root$/.exec(value)?.[1] ?? value;
}
