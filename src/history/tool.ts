import { type Fields, fieldsOf, flagOf, textOf } from './fields.ts';

/** What the user agents of tools have in common, the more particular first: Terraform's names the SDK as well. */
const agents: readonly (readonly [RegExp, string])[] = [
  [/terraform/i, 'terraform'],
  [/opentofu/i, 'opentofu'],
  [/pulumi/i, 'pulumi'],
  [/\bcdk\b|aws-cdk/i, 'cdk'],
  [/cloudformation\.amazonaws\.com/i, 'cloudformation'],
  [/^(signin|console|portal)\.amazonaws\.com|AWS-?Console|S3Console|^Mozilla\//i, 'console'],
  [/aws-cli\//i, 'aws-cli'],
  [/aws-sdk-js\//i, 'sdk-js'],
  [/boto/i, 'boto3'],
  [/aws-sdk-go/i, 'sdk-go'],
  [/aws-sdk-java/i, 'sdk-java'],
];

/** Every tool that is recognized. */
export const tools: readonly string[] = agents.map(([, name]) => name);

/**
 * The tool that a call was made with, as far as its user agent is a known one. The caller chooses the user agent: it is
 * a hint, not a proof.
 */
export function toolOf(record: Fields): string | null {
  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
  if (flagOf(record.sessionCredentialFromConsole) === true) return 'console';
  if (textOf(record.eventType) === 'AwsConsoleSignIn') return 'console';
  if (textOf(record.eventType) === 'AwsConsoleAction') return 'console';
  const agent = textOf(record.userAgent) ?? textOf(fieldsOf(record.additionalEventData).UserAgent) ?? '';
  return agents.find(([pattern]) => pattern.test(agent))?.[1] ?? null;
}
