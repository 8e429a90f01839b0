import { requireText } from './constraints.ts';
import { isDate } from './date-syntax.ts';
import { malformedPolicy } from './errors.ts';
import { resourceProblem } from './resource-syntax.ts';

type Json = Readonly<Record<string, unknown>>;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
const documentElements = new Set(['Version', 'Id', 'Statement']);
const statementElements = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

const operator =
  /^(?:For(?:AnyValue|AllValues):)?(?:String(?:Not)?(?:Equals|EqualsIgnoreCase|Like)|Numeric(?:Not)?Equals|Numeric(?:LessThan|GreaterThan)(?:Equals)?|Date(?:Not)?Equals|Date(?:LessThan|GreaterThan)(?:Equals)?|Bool|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like))(?:IfExists)?$|^Null$/;

/**
 * The statements of a policy that may be attached to a user, a group or a role. Where a document has several
 * mistakes, the order of the checks is AWS's.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 *
 * @throws SandboxError MalformedPolicyDocument, or ValidationError for characters that no policy may hold
 */
export function checkIdentityPolicy(
  document: string | undefined,
  { parameter = 'policyDocument', managed = false } = {},
): string {
  const text = requireDocument(document, parameter);
  const policy = readPolicyForm(text, syntaxError);
  for (const statement of policy.statements) {
    if (statement['Principal'] !== undefined || statement['NotPrincipal'] !== undefined) {
      throw malformedPolicy('Policy document should not specify a principal.');
    }
  }
  if (managed && policy.version !== '2012-10-17') {
    throw malformedPolicy('Policy document must be version 2012-10-17 or greater.');
  }
  const problem = legacyProblem(policy) ?? resourcesProblem(policy.statements);
  if (problem === 'legacy') throw legacyFailure();
  checkSids(policy.statements);
  for (const statement of policy.statements) requireActions(statement);
  for (const statement of policy.statements) {
    if (valuesOf(statement, 'Resource').length === 0) {
      throw malformedPolicy('Policy statement must contain resources.');
    }
  }
  if (problem !== null) throw malformedPolicy(problem);
  for (const statement of policy.statements) checkActionNames(statement);
  return text;
}

export function requireDocument(document: string | undefined, parameter: string): string {
  return requireText(document, parameter, {
    min: 1,
    max: 131_072,
    pattern: /^[\u0009\u000A\u000D\u0020-\u00FF]+$/,
  });
}

/** A document that is a policy by its form: which elements there are, and of which types. */
export interface PolicyForm {
  readonly version: string | undefined;
  readonly statements: readonly Json[];
  /** One statement that is no list, before the version. */
  readonly isBackward: boolean;
}

/** @param notJson the error of what is no JSON */
export function readPolicyForm(document: string, notJson: () => Error): PolicyForm {
  const policy = asJson(parse(document, notJson));
  if (policy === null || Object.keys(policy).some((key) => !documentElements.has(key))) throw syntaxError();
  const { Version: version, Id: id, Statement: source } = policy;
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') throw syntaxError();
  if (id !== undefined && typeof id !== 'string') throw syntaxError();
  const statements = (Array.isArray(source) ? source : [source]).map((one) => checkForm(asJson(one)));
  if (statements.length === 0) throw syntaxError();
  const keys = Object.keys(policy);
  const isBackward =
    !Array.isArray(source) && version !== undefined && keys.indexOf('Statement') < keys.indexOf('Version');
  return { version, statements, isBackward };
}

function checkForm(statement: Json | null): Json {
  if (statement === null) throw syntaxError();
  if (Object.keys(statement).some((key) => !statementElements.has(key))) throw syntaxError();
  const { Sid, Effect } = statement;
  if (Sid !== undefined && typeof Sid !== 'string') throw syntaxError();
  if (typeof Effect !== 'string' || !/^(?:allow|deny)$/i.test(Effect)) throw syntaxError();
  for (const element of ['Action', 'Resource'] as const) {
    if (statement[element] !== undefined && statement[`Not${element}`] !== undefined) throw syntaxError();
    valuesOf(statement, element);
  }
  checkCondition(statement['Condition']);
  return statement;
}

/** Keys may have any name, and none or an empty list of values: what does not fit is found when it is evaluated. */
function checkCondition(condition: unknown): void {
  if (condition === undefined) return;
  const operators = asJson(condition);
  if (operators === null) throw syntaxError();
  for (const [name, source] of Object.entries(operators)) {
    const keys = asJson(source);
    if (keys === null) throw syntaxError();
    if (!operator.test(name) && Object.keys(keys).length > 0) throw syntaxError();
    for (const value of Object.values(keys)) {
      const values: unknown[] = Array.isArray(value) ? value : [value];
      if (!values.every((item) => ['string', 'number', 'boolean'].includes(typeof item))) throw syntaxError();
    }
  }
}

/**
 * What the older parser, through which IAM puts every policy as well, does not take: an effect in other letters, a
 * date that is none, a single statement before the version.
 */
export function legacyProblem({ statements, isBackward }: PolicyForm): 'legacy' | null {
  const fails = (statement: Json) =>
    (statement['Effect'] !== 'Allow' && statement['Effect'] !== 'Deny') ||
    Object.entries(asJson(statement['Condition']) ?? {}).some(
      ([name, keys]) =>
        /^(?:For\w+:)?Date/.test(name) &&
        Object.values(asJson(keys) ?? {})
          .flat()
          .some((value) => !isDate(String(value))),
    );
  return isBackward || statements.some(fails) ? 'legacy' : null;
}

/** The first thing that is wrong with a resource. */
function resourcesProblem(statements: readonly Json[]): string | null {
  for (const resource of statements.flatMap((statement) => valuesOf(statement, 'Resource'))) {
    const problem = resourceProblem(resource);
    if (problem !== null) return problem;
  }
  return null;
}

/** An empty Sid is none: older versions of Terraform write one into every statement. */
export function checkSids(statements: readonly Json[]): void {
  const sids = statements.map((statement) => String(statement['Sid'] ?? '')).filter((sid) => sid !== '');
  if (sids.some((sid) => !/^[0-9A-Za-z]*$/.test(sid))) {
    throw malformedPolicy(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
  }
  if (new Set(sids).size < sids.length) {
    throw malformedPolicy('Statement IDs (SID) in a single policy must be unique.');
  }
}

export function requireActions(statement: Json): void {
  if (valuesOf(statement, 'Action').length === 0) {
    throw malformedPolicy('Policy statement must contain actions.');
  }
}

export function checkActionNames(statement: Json): void {
  for (const action of valuesOf(statement, 'Action')) {
    const [vendor = '', name, ...more] = action.split(':');
    if (action === '*') continue;
    if (name === undefined) {
      throw malformedPolicy('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
    }
    if (more.length > 0) throw malformedPolicy('Actions/Condition can contain only one colon.');
    if (!/^[A-Za-z0-9.*?-]+$/.test(vendor)) throw malformedPolicy(`Vendor ${vendor} is not valid`);
  }
}

/** The values of an element or of its negation; none where it is missing or an empty list. */
export function valuesOf(statement: Json, element: 'Action' | 'Resource'): string[] {
  const source = statement[element] ?? statement[`Not${element}`];
  if (source === undefined || (Array.isArray(source) && source.length === 0)) return [];
  return asTexts(source);
}

/** One text or a list of at least one. */
export function asTexts(source: unknown): string[] {
  const values: unknown[] = Array.isArray(source) ? source : [source];
  const texts = values.filter((value) => typeof value === 'string');
  if (texts.length === 0 || texts.length < values.length) throw syntaxError();
  return texts;
}

export function asJson(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

export function syntaxError(): Error {
  return malformedPolicy('Syntax errors in policy.');
}

export function legacyFailure(): Error {
  return malformedPolicy('The policy failed legacy parsing');
}

function parse(document: string, notJson: () => Error): unknown {
  try {
    return JSON.parse(document);
  } catch {
    throw notJson();
  }
}
