import { type CallContext, SandboxError } from '../operation.ts';

const nameForm = /^(?=.{3,128}$)[A-Za-z0-9](?:[A-Za-z0-9]|[._-](?![._-]))*(?<![._-])$/;
const address = /^\d+\.\d+\.\d+\.\d+$/;
const arnForm = /^arn:aws:cloudtrail:[a-z0-9-]+:\d{12}:trail\/(.+)$/;

/**
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html
 *
 * @throws SandboxError InvalidTrailNameException
 */
export function validTrailName(name: string): string {
  if (nameForm.test(name) && !address.test(name)) return name;
  throw new SandboxError(
    'InvalidTrailNameException',
    'A trail name has 3 to 128 letters, numbers, periods, underscores and dashes, begins and ends with a letter ' +
      'or number, and has no two of the other characters side by side.',
  );
}

export function trailArn(accountId: string, region: string, name: string): string {
  return `arn:aws:cloudtrail:${region}:${accountId}:trail/${name}`;
}

/**
 * The ARN that a parameter stands for: a name is that of a trail of the caller's account in the region of the
 * endpoint, so that trails of elsewhere are found by their ARN alone.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
 *
 * @throws SandboxError InvalidTrailNameException, CloudTrailARNInvalidException
 */
export function arnOf(nameOrArn: string, { caller, region }: CallContext): string {
  if (!nameOrArn.startsWith('arn:')) return trailArn(caller.accountId, region, validTrailName(nameOrArn));
  const name = arnForm.exec(nameOrArn)?.[1];
  if (name !== undefined && nameForm.test(name)) return nameOrArn;
  throw new SandboxError('CloudTrailARNInvalidException', `The ARN ${nameOrArn} is not that of a trail.`);
}
