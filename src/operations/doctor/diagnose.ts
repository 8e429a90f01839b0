import type { Aws, CallerIdentity, Organization } from '../../aws/api.ts';
import { AwsError, hasCode, isDenied } from '../../aws/errors/aws-error.ts';
import { readPrincipal } from '../../model/arn.ts';
import {
  type CallerPlace,
  type Diagnoses,
  type Diagnosis,
  diagnosis,
  inOrder,
  skipRest,
} from '../../model/diagnosis.ts';
import { Failure } from '../../model/failure.ts';
import { isRegion } from '../../model/region.ts';
import type { Structure } from '../../model/structure.ts';
import { refuseAccountRole } from '../account/ops-caller.ts';
import { outsideOrganization, refuseRootUser } from '../management.ts';
import { BoundedReads, failureWords, type Outcome } from './bounded-reads.ts';
import { diagnoseGroup, diagnoseMfa } from './diagnose-access.ts';
import { diagnoseAttribution } from './diagnose-attribution.ts';
import type { DiagnoseInput } from './diagnose-input.ts';
import { diagnoseClock, diagnoseReachability, noAnswer } from './diagnose-network.ts';
import { diagnoseRootAccess } from './diagnose-root-access.ts';

export const noCredentials = 'diverst found no credentials';

/**
 * Checks credentials, region, identity, permissions, network and clock. It calls only operations that read.
 * @throws the signal's reason, and nothing else
 */
export async function diagnose(input: DiagnoseInput): Promise<Diagnoses> {
  const reads = new BoundedReads(input);
  const { aws, clock } = input;
  const [credentials, region] = await Promise.all([
    reads.read('the search for credentials', () => input.findCredentials().catch(asCredentialsError)),
    reads.read('the search for a region', async () => (await aws.region()) ?? noRegion()),
  ]);
  const first = [diagnoseCredentials(credentials, input.profile), diagnoseRegion(region)];
  if (credentials.kind === 'error') return unknown(skipRest(first, noCredentials));
  if (region.kind === 'error') return unknown(skipRest(first, 'no region is configured'));

  const begun = clock.now();
  const caller = await reads.read('sts:GetCallerIdentity', () => aws.sts.getCallerIdentity());
  const took = clock.now() - begun;
  const identity = diagnoseIdentity(caller, input.structure);
  const timed = { took, outcome: caller };
  if (caller.kind === 'error') {
    const known = [
      ...first,
      identity,
      diagnoseReachability(timed, []),
      diagnoseClock(caller, input.answerDates()),
    ];
    return unknown(skipRest(known, 'your identity is unknown'));
  }

  const found = { ...input, reads, caller: caller.value };
  const describing = reads.read('organizations:DescribeOrganization', () => describe(aws));
  const isManagement = () => describing.then((one) => placeOf(one, caller.value) !== 'member');
  const [organization, rootAccess, group, mfa, attribution] = await Promise.all([
    describing,
    describing.then((one) => diagnoseRootAccess(found, placeOf(one, caller.value), featuresOf(one))),
    describing.then((one) => diagnoseGroup(found, placeOf(one, caller.value))),
    diagnoseMfa(found, isManagement),
    diagnoseAttribution(found, isManagement),
  ]);
  const checks = inOrder([
    ...first,
    identity,
    diagnoseOrganization(organization, caller.value),
    rootAccess.diagnosis,
    group.diagnosis,
    mfa.diagnosis,
    attribution,
    diagnoseReachability(timed, [
      { service: 'Organizations', outcome: organization },
      { service: 'IAM', outcome: mfa.outcome },
      { service: 'IAM', outcome: rootAccess.outcome },
      ...group.outcomes,
    ]),
    diagnoseClock(caller, input.answerDates()),
  ]);
  return { found: checks, place: identity.state === 'ok' ? placeOf(organization, caller.value) : null };
}

function unknown(found: readonly Diagnosis[]): Diagnoses {
  return { found, place: null };
}

/** Null where the account is in no organization. */
async function describe(aws: Aws): Promise<Organization | null> {
  try {
    return await aws.organizations.describeOrganization();
  } catch (error) {
    if (hasCode(error, 'AWSOrganizationsNotInUseException')) return null;
    throw error;
  }
}

/** Where the caller is, as far as it may be known: whoever may not ask is a member. */
function placeOf(outcome: Outcome<Organization | null>, { accountId }: CallerIdentity): CallerPlace {
  if (outcome.kind !== 'value') return 'member';
  if (outcome.value === null) return 'no organization';
  return outcome.value.managementAccountId === accountId ? 'management' : 'member';
}

function featuresOf(outcome: Outcome<Organization | null>): string | null {
  return outcome.kind === 'value' ? (outcome.value?.featureSet ?? null) : null;
}

function diagnoseCredentials(outcome: Outcome<void>, profile: string): Diagnosis {
  if (outcome.kind === 'value') return diagnosis('credentials', 'ok', `found; profile: ${profile}`);
  const { fix } = outcome.text;
  return diagnosis('credentials', 'problem', `${failureWords(outcome.text)} (profile: ${profile})`, fix);
}

/** A client's role is assumed in the partition's first region, whose credentials every region takes. */
const regional = 'for your commands in clients';

function diagnoseRegion(outcome: Outcome<string>): Diagnosis {
  if (outcome.kind === 'error') {
    const what = hasCode(outcome.error, 'RegionMissing')
      ? 'no region is configured, and AWS calls need one'
      : failureWords(outcome.text);
    return diagnosis('region', 'problem', what, outcome.text.fix);
  }
  const region = outcome.value;
  if (isRegion(region)) return diagnosis('region', 'ok', `${region} (${regional})`);
  return diagnosis('region', 'warning', `${JSON.stringify(region)} is not the name of an AWS region`, [
    'give a region such as eu-central-1: add --region REGION, or set region in diverst.config.yaml',
  ]);
}

function diagnoseIdentity(outcome: Outcome<CallerIdentity>, structure: Structure): Diagnosis {
  if (outcome.kind === 'error') {
    if (noAnswer(outcome)) return diagnosis('identity', 'skipped', 'STS did not answer');
    return diagnosis('identity', 'problem', failureWords(outcome.text), outcome.text.fix);
  }
  const { arn, accountId } = outcome.value;
  try {
    refuseRootUser(outcome.value);
    refuseAccountRole(readPrincipal(arn), arn, structure);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return diagnosis('identity', 'problem', failureWords(error.text), error.text.fix);
  }
  return diagnosis('identity', 'ok', `${arn}, in account ${accountId}`);
}

function diagnoseOrganization(
  outcome: Outcome<Organization | null>,
  { accountId }: CallerIdentity,
): Diagnosis {
  if (outcome.kind === 'error') {
    if (noAnswer(outcome)) return diagnosis('organization', 'skipped', 'Organizations did not answer');
    const words = failureWords(outcome.text);
    if (!isDenied(outcome.error)) return diagnosis('organization', 'warning', words, outcome.text.fix);
    const what = `you are not allowed to read the organization of account ${accountId} (organizations:DescribeOrganization)`;
    return diagnosis('organization', 'skipped', `${what}; people in Ops do not need this permission`);
  }
  if (outcome.value === null) {
    return diagnosis('organization', 'warning', outsideOrganization(accountId), [
      'create an organization: diverst org init',
      'or, if you have an organization, use a profile of one of its accounts: add --profile NAME',
    ]);
  }
  const { id, managementAccountId } = outcome.value;
  const what =
    managementAccountId === accountId
      ? `account ${accountId} is the management account of ${id}`
      : `account ${accountId} is a member of ${id}; the management account is ${managementAccountId}`;
  return diagnosis('organization', 'ok', what);
}

function noRegion(): never {
  throw new AwsError({
    action: 'the search for a region',
    code: 'RegionMissing',
    message: 'no region is configured',
    outcome: 'rejected',
  });
}

/** The SDK's providers throw errors of several names, and those of the service that a profile asks. */
function asCredentialsError(error: unknown): never {
  if (!(error instanceof Error) || error instanceof Failure) throw error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const found = /ProviderError$|^Error$/.test(code) ? 'CredentialsProviderError' : code;
  throw new AwsError({
    action: 'the search for credentials',
    code: found,
    message: error.message,
    outcome: 'rejected',
    cause: error,
  });
}
