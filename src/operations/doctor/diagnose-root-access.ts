import { isDenied } from '../../aws/errors/aws-error.ts';
import { type Diagnosis, diagnosis } from '../../model/diagnosis.ts';
import { askRootAccess } from '../organization/ask-root-access.ts';
import { failureWords, type Outcome } from './bounded-reads.ts';
import type { CallerPlace } from './diagnose-access.ts';
import type { Found } from './diagnose-input.ts';
import { noAnswer } from './diagnose-network.ts';

const switchOff =
  'or, if you do not want it, set organization.centralRootAccess: false in diverst.config.yaml';

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
  if (!structure.centralRootAccess)
    return say(
      'ok',
      'organization.centralRootAccess is false: root credentials need not be managed centrally',
    );
  if (place === 'no organization')
    return say('skipped', 'there are no member accounts before there is an organization');
  if (place === 'member')
    return say(
      'skipped',
      'only the management account can see whether root credentials are managed centrally',
    );
  if (featureSet !== null && featureSet !== 'ALL')
    return say(
      'warning',
      'the organization lacks features, so root credentials cannot be managed centrally',
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
    const what = `it is not known whether root credentials are managed centrally: ${failureWords(outcome.text)}`;
    const allow = 'allow the caller iam:ListOrganizationsFeatures';
    return say('warning', what, isDenied(outcome.error) ? [allow, switchOff] : outcome.text.fix);
  }
  if (outcome.value.kind === 'read' && outcome.value.managesCredentials)
    return say('ok', 'root credentials of member accounts are managed centrally: new accounts have none');
  return say(
    'warning',
    'root credentials of member accounts are not managed centrally: each new account gets a root user with a password that can be recovered by email',
    ['enable it: diverst org repair --only root-management', switchOff],
  );
}
