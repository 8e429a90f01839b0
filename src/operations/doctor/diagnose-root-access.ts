import { isDenied } from '../../aws/errors/aws-error.ts';
import { type CallerPlace, type Diagnosis, diagnosis } from '../../model/diagnosis.ts';
import { askRootAccess } from '../organization/ask-root-access.ts';
import { failureWords, type Outcome } from './bounded-reads.ts';
import type { Found } from './diagnose-input.ts';
import { noAnswer } from './diagnose-network.ts';

const switchOff =
  'or, if you do not want that, set organization.centralRootAccess: false in diverst.config.yaml';

/**
 * Whether root credentials of member accounts are managed centrally. AWS answers this only to the management account.
 * @param featureSet of the organization; null if it is not known
 */
export async function diagnoseRootAccess(
  { aws, reads, structure }: Found,
  place: CallerPlace,
  featureSet: string | null,
): Promise<{ readonly diagnosis: Diagnosis; readonly outcome: Outcome<unknown> | null }> {
  const say = (state: Diagnosis['state'], what: string, fix: readonly string[] = []) => ({
    diagnosis: diagnosis('root-access', state, what, fix),
    outcome: null,
  });
  if (!structure.centralRootAccess) return say('ok', 'not expected: organization.centralRootAccess is false');
  if (place === 'no organization') return say('skipped', 'no member accounts exist without an organization');
  if (place === 'member')
    return say(
      'skipped',
      'only the management account can check whether IAM manages root credentials centrally',
    );
  if (featureSet !== null && featureSet !== 'ALL')
    return say(
      'warning',
      'the organization does not have all features enabled, so IAM cannot manage root credentials centrally',
      ['enable all features: https://console.aws.amazon.com/organizations/v2/home/settings', switchOff],
    );
  const outcome = await reads.read('iam:ListOrganizationsFeatures', () =>
    askRootAccess(aws, structure, 'ALL'),
  );
  return { diagnosis: judge(outcome), outcome };
}

function judge(outcome: Outcome<Awaited<ReturnType<typeof askRootAccess>>>): Diagnosis {
  const say = (state: Diagnosis['state'], what: string, fix: readonly string[] = []) =>
    diagnosis('root-access', state, what, fix);
  if (outcome.kind === 'error') {
    if (noAnswer(outcome)) return say('skipped', 'IAM did not answer');
    const what = `diverst could not check whether IAM manages root credentials centrally: ${failureWords(outcome.text)}`;
    const allow = 'allow your identity to call iam:ListOrganizationsFeatures';
    return say('warning', what, isDenied(outcome.error) ? [allow, switchOff] : outcome.text.fix);
  }
  if (outcome.value.kind === 'read' && outcome.value.managesCredentials)
    return say('ok', 'IAM manages the root credentials of member accounts centrally: new accounts have none');
  return say(
    'warning',
    'IAM does not manage the root credentials of member accounts centrally: the password of the root user of each new account can be reset by email',
    ['enable it: diverst org repair --only root-management', switchOff],
  );
}
