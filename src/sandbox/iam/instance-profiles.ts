import type {
  AddRoleToInstanceProfileRequest,
  CreateInstanceProfileRequest,
  CreateInstanceProfileResponse,
  DeleteInstanceProfileRequest,
  GetInstanceProfileRequest,
  GetInstanceProfileResponse,
  InstanceProfile,
  ListInstanceProfilesForRoleRequest,
  ListInstanceProfilesForRoleResponse,
  ListInstanceProfilesRequest,
  ListInstanceProfilesResponse,
  RemoveRoleFromInstanceProfileRequest,
} from '@aws-sdk/client-iam';
import { newIamId } from '../ids.ts';
import type { CallContext, Operations, Permission } from '../operation.ts';
import type { IamState } from '../state.ts';
import type { InstanceProfileState } from '../state-of-iam.ts';
import { growingIam, ownIam } from './account.ts';
import { optionalText, requireText } from './constraints.ts';
import { alreadyExists, deleteConflict, noSuchEntity, quotaExceeded } from './errors.ts';
import { iamArn, nameKey, nameRules, pathRule, readPathPrefix } from './names.ts';
import { pageOf } from './pages.ts';
import { onAnything, onEntity, operation } from './permission.ts';
import { entry, setEntry } from './records.ts';
import { namedRole } from './roles.ts';
import { toRole, toTags } from './shapes.ts';
import { readTags, requestTagKeys } from './tag-rules.ts';

const profileQuota = 1000;
const nameRule = { ...nameRules.role, max: 128 };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html */
export const instanceProfileOperations: Operations = {
  CreateInstanceProfile: operation<CreateInstanceProfileRequest, CreateInstanceProfileResponse>({
    mutates: true,
    permissions(input, context) {
      const on = (action: string): Permission => ({
        action: `iam:${action}`,
        resource: iamArn(context.caller.accountId, 'instance-profile', {
          path: input.Path ?? '/',
          name: input.InstanceProfileName ?? '',
        }),
        context: requestTagKeys(input.Tags),
      });
      return input.Tags?.length
        ? [on('CreateInstanceProfile'), on('TagInstanceProfile')]
        : [on('CreateInstanceProfile')];
    },
    run(input, context) {
      const name = requireText(input.InstanceProfileName, 'instanceProfileName', nameRule);
      const path = optionalText(input.Path, 'path', pathRule) ?? '/';
      const tags = readTags(input.Tags);
      const existing = ownIam(context).instanceProfiles ?? {};
      if (entry(existing, nameKey(name)) !== undefined) {
        throw alreadyExists(`Instance Profile ${name} already exists.`);
      }
      if (Object.keys(existing).length >= profileQuota) {
        throw quotaExceeded('InstanceProfilesPerAccount', profileQuota);
      }
      const profile: InstanceProfileState = {
        name,
        id: newIamId(context.state, 'AIPA'),
        path,
        createdAt: context.now,
        tags,
      };
      const iam = growingIam(context);
      iam.instanceProfiles ??= {};
      setEntry(iam.instanceProfiles, nameKey(name), profile);
      return { InstanceProfile: { ...toProfile(profile, context), ...toTags(tags) } };
    },
  }),

  GetInstanceProfile: operation<GetInstanceProfileRequest, GetInstanceProfileResponse>({
    mutates: false,
    permissions: (input, context) => onProfile('GetInstanceProfile', input.InstanceProfileName, context),
    run(input, context) {
      const profile = namedProfile(input.InstanceProfileName, context);
      return { InstanceProfile: { ...toProfile(profile, context), ...toTags(profile.tags) } };
    },
  }),

  ListInstanceProfiles: operation<ListInstanceProfilesRequest, ListInstanceProfilesResponse>({
    mutates: false,
    permissions: () => onAnything('ListInstanceProfiles'),
    run(input, context) {
      const prefix = readPathPrefix(input.PathPrefix);
      const profiles = allProfiles(ownIam(context)).filter(({ path }) => path.startsWith(prefix));
      const { items, page } = pageOf(profiles, ({ name }) => nameKey(name), input);
      return { InstanceProfiles: items.map((profile) => toProfile(profile, context)), ...page };
    },
  }),

  ListInstanceProfilesForRole: operation<
    ListInstanceProfilesForRoleRequest,
    ListInstanceProfilesForRoleResponse
  >({
    mutates: false,
    permissions: (input, context) => onEntity('ListInstanceProfilesForRole', 'role', input.RoleName, context),
    run(input, context) {
      const role = namedRole(input.RoleName, context);
      const profiles = profilesOf(ownIam(context), role.name);
      const { items, page } = pageOf(profiles, ({ name }) => nameKey(name), input);
      return { InstanceProfiles: items.map((profile) => toProfile(profile, context)), ...page };
    },
  }),

  DeleteInstanceProfile: operation<DeleteInstanceProfileRequest, void>({
    mutates: true,
    permissions: (input, context) => onProfile('DeleteInstanceProfile', input.InstanceProfileName, context),
    run(input, context) {
      const profile = namedProfile(input.InstanceProfileName, context);
      if (profile.role !== undefined) {
        throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
      }
      delete ownIam(context).instanceProfiles?.[nameKey(profile.name)];
    },
  }),

  /** Whoever puts a role where instances take it passes it on, which needs a permission of its own. */
  AddRoleToInstanceProfile: operation<AddRoleToInstanceProfileRequest, void>({
    mutates: true,
    permissions: (input, context) => [
      ...onProfile('AddRoleToInstanceProfile', input.InstanceProfileName, context),
      ...onEntity('PassRole', 'role', input.RoleName, context, {
        'iam:PassedToService': ['ec2.amazonaws.com'],
      }),
    ],
    run(input, context) {
      const profile = namedProfile(input.InstanceProfileName, context);
      const role = namedRole(input.RoleName, context);
      if (profile.role !== undefined) throw quotaExceeded('InstanceSessionsPerInstanceProfile', 1);
      profile.role = role.name;
    },
  }),

  RemoveRoleFromInstanceProfile: operation<RemoveRoleFromInstanceProfileRequest, void>({
    mutates: true,
    permissions: (input, context) =>
      onProfile('RemoveRoleFromInstanceProfile', input.InstanceProfileName, context),
    run(input, context) {
      const profile = namedProfile(input.InstanceProfileName, context);
      const name = requireText(input.RoleName, 'roleName', nameRules.role);
      if (profile.role === undefined || nameKey(profile.role) !== nameKey(name)) {
        throw noSuchEntity(`Role ${name} is not in instance profile ${profile.name}.`);
      }
      delete profile.role;
    },
  }),
};

export function namedProfile(value: string | undefined, context: CallContext): InstanceProfileState {
  const name = requireText(value, 'instanceProfileName', nameRule);
  const profile = entry(ownIam(context).instanceProfiles ?? {}, nameKey(name));
  if (profile === undefined) throw noSuchEntity(`Instance Profile ${name} cannot be found.`);
  return profile;
}

/** The profiles that a role is in. */
export function profilesOf(iam: IamState, roleName: string): InstanceProfileState[] {
  return allProfiles(iam).filter(({ role }) => role !== undefined && nameKey(role) === nameKey(roleName));
}

export function onProfile(
  action: string,
  name: string | undefined,
  context: CallContext,
  keys: Permission['context'] = {},
): Permission[] {
  const profile = entry(ownIam(context).instanceProfiles ?? {}, nameKey(name ?? ''));
  const named = profile ?? { path: '/', name: name ?? '' };
  return [
    {
      action: `iam:${action}`,
      resource: iamArn(context.caller.accountId, 'instance-profile', named),
      context: keys,
    },
  ];
}

export function toProfile(profile: InstanceProfileState, { state, caller }: CallContext): InstanceProfile {
  const role = entry(state.iam[caller.accountId]?.roles ?? {}, nameKey(profile.role ?? ''));
  return {
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Path: profile.path,
    Arn: iamArn(caller.accountId, 'instance-profile', profile),
    CreateDate: new Date(profile.createdAt),
    Roles: role === undefined ? [] : [toRole(state, caller.accountId, role)],
  };
}

function allProfiles({ instanceProfiles = {} }: IamState): InstanceProfileState[] {
  return Object.values(instanceProfiles);
}
