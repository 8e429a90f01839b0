import { globMatches, readGlob } from '../authorization/glob.ts';
import { asJson, asTexts, readPolicyForm, valuesOf } from '../iam/policy-syntax.ts';
import { principalId } from '../iam/trust-policy.ts';
import { type CallContext, SandboxError } from '../operation.ts';
import { malformedPolicy } from './errors.ts';

type Json = Readonly<Record<string, unknown>>;

const mostBytes = 20 * 1024;
const principalTypes = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);

/**
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_troubleshoot.html
 *
 * @throws SandboxError MalformedPolicy
 */
export function checkBucketPolicy(document: string, bucket: string, context: CallContext): void {
  if (Buffer.byteLength(document) > mostBytes) {
    throw malformedPolicy(
      `Normalized policy document exceeds the maximum allowed size of ${mostBytes} bytes.`,
    );
  }
  for (const statement of statementsOf(document)) {
    if (statement['Principal'] === undefined && statement['NotPrincipal'] === undefined) {
      throw malformedPolicy('Missing required field Principal');
    }
    const actions = texts(statement, 'Action');
    const resources = texts(statement, 'Resource');
    if (actions.length === 0) throw malformedPolicy('Missing required field Action');
    if (resources.length === 0) throw malformedPolicy('Missing required field Resource');
    checkPrincipals(statement['Principal'] ?? statement['NotPrincipal'], context);
    if (actions.some((action) => action !== '*' && !/^s3:[A-Za-z*?]+$/i.test(action))) {
      throw malformedPolicy('Policy has invalid action');
    }
    if (resources.some((resource) => !isWithin(resource, bucket))) {
      throw malformedPolicy('Policy has invalid resource');
    }
    const positive = statement['Action'] !== undefined && statement['Resource'] !== undefined;
    if (positive && !actions.every((action) => resources.some((resource) => meet(action, resource)))) {
      throw malformedPolicy('Action does not apply to any resource(s) in statement');
    }
  }
}

function statementsOf(document: string): readonly Json[] {
  const notJson = () => malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
  try {
    return readPolicyForm(document, notJson).statements;
  } catch (error) {
    throw inWordsOfS3(error, 'Invalid policy syntax.');
  }
}

function texts(statement: Json, element: 'Action' | 'Resource'): string[] {
  try {
    return valuesOf(statement, element);
  } catch (error) {
    throw inWordsOfS3(error, 'Invalid policy syntax.');
  }
}

/** Users and roles must exist; the names of services and identity providers are not looked up. */
function checkPrincipals(source: unknown, context: CallContext): void {
  if (source === '*') return;
  const types = Object.entries(asJson(source) ?? {});
  if (types.length === 0) throw invalidPrincipal();
  for (const [type, names] of types) {
    if (!principalTypes.has(type)) throw invalidPrincipal();
    try {
      const all = asTexts(names);
      if (type === 'AWS') for (const name of all) principalId(name, context);
      if (type === 'Service' && !all.every((name) => /^[a-z0-9.-]+\.amazonaws\.com$/.test(name))) {
        throw invalidPrincipal();
      }
    } catch (error) {
      throw inWordsOfS3(error, 'Invalid principal in policy');
    }
  }
}

function invalidPrincipal(): SandboxError {
  return malformedPolicy('Invalid principal in policy');
}

/** The grammar is IAM's, the errors are not. */
function inWordsOfS3(error: unknown, message: string): unknown {
  const isOfIam = error instanceof SandboxError && error.code !== 'MalformedPolicy';
  return isOfIam ? malformedPolicy(message) : error;
}

/** Whether a resource is the bucket, something in it, or a pattern of those. */
function isWithin(resource: string, bucket: string): boolean {
  if (resource === '*') return true;
  const [, name] = /^arn:aws:s3:::([^/]+)/.exec(resource) ?? [];
  const pattern = name === undefined ? undefined : readGlob(name, { variables: undefined, wildcards: true });
  return pattern !== undefined && globMatches(pattern, bucket);
}

/**
 * Whether an action on objects meets a resource that is one, and an action on the bucket the bucket itself.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
function meet(action: string, resource: string): boolean {
  if (/[*?]/.test(action) || resource === '*') return true;
  const isOnObjects = /^s3:(?!.*Bucket).*(?:Object|MultipartUpload)/i.test(action);
  return isOnObjects ? /[/*]/.test(resource) : !resource.includes('/');
}
