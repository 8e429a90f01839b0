import { iamOf } from '../iam/account.ts';
import { customerPolicy } from '../iam/managed-policies.ts';
import { iamArn, nameKey } from '../iam/names.ts';
import { entry } from '../iam/records.ts';
import type { SandboxState } from '../state.ts';

/** The tags of what an ARN names; none when there is no such thing. */
export function resourceTags(state: SandboxState, arn: string): Readonly<Record<string, string>> {
  const [, , service, , accountId = '', ...rest] = arn.split(':');
  const resource = rest.join(':');
  const id = resource.slice(resource.lastIndexOf('/') + 1);
  if (service === 'organizations') {
    const policies = state.organization?.policies ?? {};
    return (entry(state.accounts, id) ?? entry(state.units, id) ?? entry(policies, id))?.tags ?? {};
  }
  if (service !== 'iam') return {};
  const iam = iamOf(state, accountId);
  const role = entry(iam.roles, nameKey(id));
  if (role && iamArn(accountId, 'role', role) === arn) return role.tags;
  const user = entry(iam.users, nameKey(id));
  if (user && iamArn(accountId, 'user', user) === arn) return user.tags;
  const profile = entry(iam.instanceProfiles ?? {}, nameKey(id));
  if (profile && iamArn(accountId, 'instance-profile', profile) === arn) return profile.tags;
  const provider = entry(iam.oidcProviders ?? {}, arn);
  if (provider) return provider.tags;
  return entry(iam.mfaDevices ?? {}, arn)?.tags ?? customerPolicy(state, arn)?.tags ?? {};
}
