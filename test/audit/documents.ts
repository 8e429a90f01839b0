import type { Condition, Policy, Statement } from '../../src/model/policy/document.ts';

/** A policy of the comparison's normal form as the JSON document that the sandbox evaluates. */
export function textOf({ version, statements }: Policy): string {
  return JSON.stringify({ Version: version, Statement: statements.map(statementOf) });
}

/** Null for statements that no document can hold: it takes an operator once, and a key once within it. */
export function isWritable({ statements }: Policy): boolean {
  return statements.every(
    ({ conditions }) =>
      new Set(conditions.map((one) => `${operatorOf(one)} ${one.key}`)).size === conditions.length,
  );
}

function statementOf(statement: Statement): object {
  const { effect, actions, notActions, resources, notResources, principals, notPrincipals } = statement;
  const elements: readonly (readonly [string, unknown])[] = [
    ['Effect', effect],
    ['Action', actions],
    ['NotAction', notActions],
    ['Resource', resources],
    ['NotResource', notResources],
    ['Principal', principals && principalsOf(principals)],
    ['NotPrincipal', notPrincipals && principalsOf(notPrincipals)],
    ['Condition', conditionsOf(statement.conditions)],
  ];
  return Object.fromEntries(elements.filter(([, value]) => value !== undefined));
}

function principalsOf(principals: NonNullable<Statement['principals']>): object {
  return { AWS: principals.map(({ value }) => value) };
}

function conditionsOf(conditions: readonly Condition[]): object {
  const written: Record<string, Record<string, readonly string[]>> = {};
  for (const condition of conditions) {
    const operator = operatorOf(condition);
    written[operator] = { ...written[operator], [condition.key]: condition.values };
  }
  return written;
}

function operatorOf({ operator, qualifier, ifExists }: Condition): string {
  return `${qualifier ? `${qualifier}:` : ''}${operator}${ifExists ? 'IfExists' : ''}`;
}
