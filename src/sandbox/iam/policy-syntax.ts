import { requireText } from './constraints.ts';
import { malformedPolicy } from './errors.ts';

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
 * The keys of an OIDC provider begin with its address.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
const conditionKey = /^[A-Za-z0-9][\w./-]*:.+$/;

/**
 * The statements of a policy that may be attached to a user, a group or a role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 *
 * @throws SandboxError MalformedPolicyDocument, or ValidationError for characters that no policy may hold
 */
export function checkIdentityPolicy(document: string | undefined, parameter = 'policyDocument'): string {
  const text = requireDocument(document, parameter);
  for (const statement of readStatements(text)) {
    if (statement['Principal'] !== undefined || statement['NotPrincipal'] !== undefined) {
      throw malformedPolicy('Policy document should not specify a principal.');
    }
    const resources = selection(statement, 'Resource');
    if (resources === null) throw malformedPolicy('Policy statement must contain resources.');
    for (const resource of resources) {
      if (resource === '*' || /^arn:[^:]+:/.test(resource) || resource === 'arn:*') continue;
      throw malformedPolicy(`Resource ${resource} must be in ARN format or "*".`);
    }
  }
  return text;
}

export function requireDocument(document: string | undefined, parameter: string): string {
  return requireText(document, parameter, {
    min: 1,
    max: 131_072,
    pattern: /^[\u0009\u000A\u000D\u0020-\u00FF]+$/,
  });
}

/** The statements of a document, checked for all that every kind of policy has in common. */
export function readStatements(document: string): Json[] {
  const policy = asJson(parse(document));
  if (policy === null || Object.keys(policy).some((key) => !documentElements.has(key))) throw syntaxError();
  const version = policy['Version'];
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') throw syntaxError();
  const source = policy['Statement'];
  const statements = (Array.isArray(source) ? source : [source]).map(asJson);
  if (statements.length === 0) throw syntaxError();
  const checked = statements.map(checkStatement);
  const sids = checked.flatMap((statement) => statement['Sid'] ?? []);
  if (new Set(sids).size < sids.length) {
    throw malformedPolicy('Statement IDs (SID) in a single policy must be unique.');
  }
  return checked;
}

function checkStatement(statement: Json | null): Json {
  if (statement === null) throw syntaxError();
  if (Object.keys(statement).some((key) => !statementElements.has(key))) throw syntaxError();
  const { Sid, Effect } = statement;
  if (Sid !== undefined && (typeof Sid !== 'string' || !/^[0-9A-Za-z]*$/.test(Sid))) {
    throw malformedPolicy(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
  }
  if (Effect !== 'Allow' && Effect !== 'Deny') throw syntaxError();
  const actions = selection(statement, 'Action');
  if (actions === null) throw malformedPolicy('Policy statement must contain actions.');
  for (const action of actions) {
    if (action !== '*' && !/^[A-Za-z0-9*?-]+:[A-Za-z0-9*?_-]+$/.test(action)) throw vendorError();
  }
  checkCondition(statement['Condition']);
  return statement;
}

function checkCondition(condition: unknown): void {
  if (condition === undefined) return;
  const operators = asJson(condition);
  if (operators === null) throw syntaxError();
  for (const [name, source] of Object.entries(operators)) {
    if (!operator.test(name)) throw malformedPolicy(`Invalid Condition type : ${name}.`);
    const keys = asJson(source);
    if (keys === null) throw syntaxError();
    for (const [key, value] of Object.entries(keys)) {
      if (!conditionKey.test(key)) throw vendorError();
      const values = Array.isArray(value) ? value : [value];
      if (!values.every((item) => ['string', 'number', 'boolean'].includes(typeof item))) throw syntaxError();
    }
  }
}

/**
 * The values of an element or of its negation.
 *
 * @returns null when the statement has neither
 */
export function selection(statement: Json, element: 'Action' | 'Resource'): string[] | null {
  const positive = statement[element];
  const negative = statement[`Not${element}`];
  if (positive !== undefined && negative !== undefined) throw syntaxError();
  const source = positive ?? negative;
  if (source === undefined) return null;
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

function vendorError(): Error {
  return malformedPolicy('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
}

function parse(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    throw syntaxError();
  }
}
