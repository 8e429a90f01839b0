/** What a Resource element may name in IAM's own ARNs, in the words of AWS's message. */
const iamPaths = [
  'user/',
  'federated-user/',
  'role/',
  'group/',
  'instance-profile/',
  'mfa/',
  'server-certificate/',
  'policy/',
  'sms-mfa/',
  'saml-provider/',
  'oidc-provider/',
  'report/',
  'access-report/',
];

/** Stands for a policy variable. */
const variable = '\u0000';

/**
 * What is wrong with a value of Resource or NotResource in an identity policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 *
 * An ARN may leave out fields at its end, which are then any. One that leaves out a field in between shows only in
 * its empty fields: IAM calls that a failure of its legacy parser, whatever else is wrong.
 *
 * @returns AWS's message, `legacy` for that failure, or null where nothing is wrong
 */
export function resourceProblem(resource: string): string | 'legacy' | null {
  if (resource === '*' || resource === 'arn:*') return null;
  // A variable's own colon ends no field.
  const [prefix = '', partition, ...rest] = resource.replace(/\$\{[^}]*\}/g, variable).split(':');
  if (partition === undefined) return `Resource ${resource} must be in ARN format or "*".`;
  if (prefix !== 'arn' || !isOwnPartition(partition)) return partitionProblem(partition, rest);
  if (rest.length === 0) return 'Resource vendor must be fully qualified and cannot contain regexes.';
  const [service = '', region = '', account = '', ...name] = rest;
  const isShort = name.length === 0;
  if (service === '' || (isShort && rest.includes(''))) return 'legacy';
  if (service === 'iam' && region !== '') {
    return `IAM resource ${resource} cannot contain region information.`;
  }
  // Access points and jobs have a region and an account; a bucket has neither.
  if (service === 's3' && region !== '' && account === '' && !isShort) {
    return `Resource ${resource} can not contain region information.`;
  }
  const path = name.join(':');
  const isKnown = [...iamPaths, variable].some((start) => path.startsWith(start));
  if (service !== 'iam' || isShort || path === '*' || path === 'root' || isKnown) return null;
  return `IAM resource path must either be "*", root, or start with ${iamPaths.join(', ')}.`;
}

/** The sandbox is in the partition `aws`. */
function isOwnPartition(partition: string): boolean {
  return partition === 'aws' || /[*?]/.test(partition);
}

function partitionProblem(partition: string, rest: readonly string[]): string {
  const [service = '*', region = '*', account = '*', ...name] =
    rest.length === 1 && rest[0] === '' ? [] : rest;
  const shown = ['arn', partition, service, region, account, ...(name.length === 0 ? ['*'] : name)].join(':');
  return `Partition "${partition}" is not valid for resource "${shown}".`;
}
