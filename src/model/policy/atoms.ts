import { TooComplex } from './cells.ts';
import type { Condition, Effect, Policy, Principal, Statement } from './document.ts';

/** One value of an element, or all values but some (NotAction, NotResource, NotPrincipal). */
export type Selector<T> = { readonly is: T } | { readonly not: readonly T[] };

/** The smallest part of a policy: one effect on one action, for one principal or resource, under conditions. */
export interface Atom {
  readonly effect: Effect;
  readonly action: Selector<string>;
  /** Absent in identity policies, which speak of whoever they are attached to. */
  readonly principal?: Selector<Principal>;
  /** Absent in trust policies, which speak of the role that they belong to. */
  readonly resource?: Selector<string>;
  readonly conditions: readonly Condition[];
}

const MAX_ATOMS = 20_000;

/**
 * The atoms of a policy. A statement allows every combination of its actions, principals and resources, so
 * how these are split among statements is of no account afterwards.
 *
 * @throws TooComplex past 20,000 atoms
 */
export function flatten(policy: Policy): readonly Atom[] {
  const atoms: Atom[] = [];
  for (const written of policy.statements) {
    const statement = policy.version === '2008-10-17' ? withoutVariables(written) : written;
    const count =
      (statement.actions?.length ?? 1) *
      (statement.principals?.length ?? 1) *
      (statement.resources?.length ?? 1);
    if (atoms.length + count > MAX_ATOMS) throw new TooComplex('the document is too large');
    atoms.push(...flattenStatement(statement));
  }
  return atoms;
}

/**
 * In documents of the older version `${` is plain text; here it is escaped, so that all atoms read alike.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
 */
function withoutVariables(statement: Statement): Statement {
  const escaped = (texts: readonly string[]) => texts.map((text) => text.replace(/\$(?=\{)/g, '$${$$}'));
  const { resources, notResources, conditions } = statement;
  return {
    ...statement,
    ...(resources === undefined ? {} : { resources: escaped(resources) }),
    ...(notResources === undefined ? {} : { notResources: escaped(notResources) }),
    conditions: conditions.map((condition) => ({ ...condition, values: escaped(condition.values) })),
  };
}

function flattenStatement(statement: Statement): readonly Atom[] {
  const { effect, conditions } = statement;
  const principals = selectors(statement.principals, statement.notPrincipals);
  const resources = selectors(statement.resources, statement.notResources);
  return (selectors(statement.actions, statement.notActions) ?? []).flatMap((action) =>
    (principals ?? [undefined]).flatMap((principal) =>
      (resources ?? [undefined]).map((resource) => ({
        effect,
        action,
        ...(principal === undefined ? {} : { principal }),
        ...(resource === undefined ? {} : { resource }),
        conditions,
      })),
    ),
  );
}

/** Undefined where the statement has neither element. */
function selectors<T>(
  is: readonly T[] | undefined,
  not: readonly T[] | undefined,
): readonly Selector<T>[] | undefined {
  if (is !== undefined) return is.map((value) => ({ is: value }));
  return not === undefined ? undefined : [{ not }];
}

/**
 * An atom in words, for a finding: `Allow sts:AssumeRole to 111122223333 if Bool aws:x = true`. Values are as
 * in the document and are to be escaped before they reach a terminal.
 */
export function describeAtom(atom: Atom): string {
  const parts = [atom.effect, describe(atom.action, (action) => action)];
  if (atom.principal !== undefined) parts.push('to', describe(atom.principal, describePrincipal));
  if (atom.resource !== undefined)
    parts.push(
      'on',
      describe(atom.resource, (resource) => resource),
    );
  if (atom.conditions.length > 0) parts.push('if', atom.conditions.map(describeCondition).join(' and '));
  return parts.join(' ');
}

/** A condition in words: `ForAnyValue:StringLike aws:x = a, b`. */
export function describeCondition(condition: Condition): string {
  const { operator, qualifier, ifExists, key, values } = condition;
  const name = `${qualifier === undefined ? '' : `${qualifier}:`}${operator}${ifExists ? 'IfExists' : ''}`;
  return `${name} ${key} = ${values.join(', ')}`;
}

function describe<T>(selector: Selector<T>, text: (value: T) => string): string {
  return 'is' in selector ? text(selector.is) : `everything except ${selector.not.map(text).join(', ')}`;
}

function describePrincipal(principal: Principal): string {
  return principal.type === 'AWS' ? principal.value : `${principal.type} ${principal.value}`;
}
