import { matchesAction } from '../../model/policy/action.ts';
import { allows, type HolderContext } from '../../model/policy/covers.ts';
import type { Policy, Statement } from '../../model/policy/document.ts';
import type { Holder } from '../group-grants.ts';
import { mayReach, surelyReaches } from './arn-reach.ts';

/** What a policy is attached to, in Ops. */
export interface Owner {
  readonly kind: 'user' | 'group' | 'role';
  readonly name: string;
  readonly arn: string;
}

/** A policy that somebody holds, and by what. */
export interface Held {
  readonly owner: Owner;
  readonly holder: Holder;
  readonly policy: Policy;
}

/** Somebody who makes requests: a user with all of the policies of user and groups, or the session of a role. */
export interface Identity {
  readonly arn: string;
  /** What `${aws:username}` stands for; null for a role, whose requests do not carry it. */
  readonly userName: string | null;
  readonly held: readonly Held[];
  /** Null where there is none, or where it is not known what it allows. */
  readonly boundary: Policy | null;
  readonly boundaryArn: string | null;
}

interface Relevant {
  readonly allowing: readonly Statement[];
  readonly denying: readonly Statement[];
}

/** What an identity may do, in doubt too much: a condition may hold for an Allow, and may not for a Deny. */
export class Rights {
  readonly #policies: readonly Policy[];
  readonly #boundary: readonly Policy[] | null;
  readonly #relevant = new Map<string, readonly Relevant[]>();
  readonly #known = new Map<string, boolean>();

  /**
   * @param lifted policies whose Denies do not count, and whether the boundary does not either
   * @param context what is known of those who hold the policies
   */
  constructor(
    readonly identity: Identity,
    lifted: { readonly denials: ReadonlySet<Held>; readonly boundary: boolean },
    private readonly context: HolderContext,
  ) {
    const { held, boundary, userName } = identity;
    this.#policies = held.map((one) => {
      const policy = withUserName(one.policy, userName);
      return lifted.denials.has(one) ? withoutDenials(policy) : policy;
    });
    this.#boundary = boundary === null || lifted.boundary ? null : [withUserName(boundary, userName)];
  }

  /** The patterns of resources that statements on an action are about. */
  patternsOf(action: string): readonly string[] {
    return this.#relevantOf(action).flatMap(({ allowing, denying }) =>
      [...allowing, ...denying].flatMap(({ resources, notResources }) => resources ?? notResources ?? []),
    );
  }

  /** Whether an action is allowed on anything at all, by its name. */
  isNamed(action: string): boolean {
    return this.#relevantOf(action).every(({ allowing }) => allowing.length > 0);
  }

  /** Whether any action of a service beside reading is allowed. */
  mayUse(service: string): boolean {
    return this.#policies.some(({ statements }) =>
      statements.some(
        ({ effect, actions, notActions }) =>
          effect === 'Allow' &&
          (notActions !== undefined || (actions ?? []).some((one) => uses(one, service))),
      ),
    );
  }

  permits(action: string, resource: string): boolean {
    const key = `${action} ${resource}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const permitted = this.isNamed(action) && this.#judge(action, resource);
    this.#known.set(key, permitted);
    return permitted;
  }

  /** Whether a Deny surely keeps it from an action, whatever else allows it. */
  isDenied(action: string, resource: string): boolean {
    return this.#relevantOf(action).some(({ denying }) => denies(denying, resource));
  }

  #judge(action: string, resource: string): boolean {
    const passes = this.#relevantOf(action).every(
      ({ allowing, denying }) =>
        allowing.some((statement) => mayConcern(statement, resource)) && !denies(denying, resource),
    );
    if (!passes) return false;
    // What conditions say together is worth its price only now.
    return [this.#policies, ...(this.#boundary ? [this.#boundary] : [])].every(
      (policies) => allows(policies, { action, resource }, this.context) !== 'no',
    );
  }

  /** Of the policies, and of the boundary where one counts: both have to allow. */
  #relevantOf(action: string): readonly Relevant[] {
    const known = this.#relevant.get(action);
    if (known !== undefined) return known;
    const sides = this.#boundary === null ? [this.#policies] : [this.#policies, this.#boundary];
    const relevant = sides.map((policies): Relevant => {
      const statements = policies.flatMap((policy) =>
        policy.statements.filter((statement) => concerns(statement, action)),
      );
      return {
        allowing: statements.filter(({ effect }) => effect === 'Allow'),
        denying: statements.filter(({ effect }) => effect === 'Deny'),
      };
    });
    this.#relevant.set(action, relevant);
    return relevant;
  }
}

/** As {@link matchesAction}; most statements name a few actions without wildcards, which a look-up finds at once. */
function concerns(statement: Statement, action: string): boolean {
  let literal = literals.get(statement);
  if (literal === undefined) {
    const { actions } = statement;
    literal =
      actions?.some((one) => /[*?]/.test(one)) === false
        ? new Set(actions.map((one) => one.toLowerCase()))
        : null;
    literals.set(statement, literal);
  }
  return literal === null ? matchesAction(statement, action) : literal.has(action.toLowerCase());
}

/** Null for a statement with wildcards or NotAction. */
const literals = new WeakMap<Statement, ReadonlySet<string> | null>();

function denies(denying: readonly Statement[], resource: string): boolean {
  return denying.some(
    (statement) => statement.conditions.length === 0 && surelyConcerns(statement, resource),
  );
}

function mayConcern({ resources, notResources }: Statement, resource: string): boolean {
  if (resources !== undefined) return resources.some((one) => mayReach(one, resource));
  return !(notResources ?? []).some((one) => surelyReaches(one, resource));
}

function surelyConcerns({ resources, notResources }: Statement, resource: string): boolean {
  if (resources !== undefined) return resources.some((one) => surelyReaches(one, resource));
  return notResources !== undefined && !notResources.some((one) => mayReach(one, resource));
}

function withoutDenials(policy: Policy): Policy {
  return { ...policy, statements: policy.statements.filter(({ effect }) => effect === 'Allow') };
}

/**
 * Puts the user's name where a policy asks for it. In the older version of the policy language a variable is plain
 * text, which is escaped here, so that both read alike.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function withUserName(policy: Policy, userName: string | null): Policy {
  if (!isVariable(policy)) return policy;
  if (policy.version !== '2012-10-17') {
    const escaped = (text: string) => text.replace(/\$(?=\{)/g, () => '${$}');
    return {
      version: '2012-10-17',
      statements: policy.statements.map((one) => rewritten(one, escaped, escaped)),
    };
  }
  if (userName === null) return policy;
  const named = (text: string) => text.replace(/\$\{aws:username\}/gi, () => userName);
  return { ...policy, statements: policy.statements.map((one) => rewritten(one, named, (text) => text)) };
}

/** Known policies: the same ones are held by everybody in a group. */
const variable = new WeakMap<Policy, boolean>();

function isVariable(policy: Policy): boolean {
  const known = variable.get(policy) ?? policy.statements.some(hasVariables);
  variable.set(policy, known);
  return known;
}

function hasVariables({ resources, notResources, conditions }: Statement): boolean {
  const texts = [...(resources ?? notResources ?? []), ...conditions.flatMap(({ values }) => values)];
  return texts.some((text) => text.includes('${'));
}

function rewritten(
  statement: Statement,
  ofResource: (text: string) => string,
  ofValue: (text: string) => string,
): Statement {
  const { resources, notResources, conditions } = statement;
  return {
    ...statement,
    ...(resources ? { resources: resources.map(ofResource) } : {}),
    ...(notResources ? { notResources: notResources.map(ofResource) } : {}),
    conditions: conditions.map((one) => ({ ...one, values: one.values.map(ofValue) })),
  };
}

/** A pattern of actions that takes in one of a service which does more than read. */
function uses(pattern: string, service: string): boolean {
  const [prefix = '', action = '*'] = pattern.toLowerCase().split(':');
  return (prefix === '*' || prefix === service) && !/^(get|list|describe)/.test(action);
}
