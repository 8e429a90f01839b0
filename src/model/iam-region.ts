/**
 * IAM and Organizations are recorded in one region of the partition, whatever the region of the request.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
 * @param partition `aws`, `aws-us-gov`, `aws-cn`, …
 */
export function regionOfIam(partition: string): string {
  const others: Readonly<Record<string, string>> = { 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1' };
  return others[partition] ?? 'us-east-1';
}
