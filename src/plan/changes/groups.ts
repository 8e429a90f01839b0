import { policyOf } from '../change.ts';
import type { GroupHome } from '../shapes/groups-and-users.ts';
import { creates, deletesPolicy, type PlanFacts, type Rows, removes } from './row.ts';

/** Groups of Ops and of the management account, and the users of Ops. */
export const groupRows = {
  'create-group': {
    ...creates,
    scope: ({ home }) => home,
    target: ({ group }) => group,
    title: ({ group, home }) => `create group ${group} in ${homeName(home)}`,
    part: () => 'groups',
  },
  'attach-group-policy': {
    ...creates,
    scope: ({ home }) => home,
    target: ({ group, policyArn }) => `${group} ← ${policyOf(policyArn)}`,
    title: ({ group, home, policyArn }) =>
      `attach ${policyOf(policyArn)} to group ${group} in ${homeName(home)}`,
    part: () => 'groups',
  },
  'put-group-policy': {
    scope: ({ home }) => home,
    target: ({ group, policy }) => `${group} ← ${policy}`,
    effect: ({ replaces }) => (replaces === null ? 'create' : 'change'),
    title: ({ group, home, policy, replaces }) =>
      replaces === null
        ? `add inline policy ${policy} to group ${group} in ${homeName(home)}`
        : `overwrite inline policy ${policy} of group ${group} in ${homeName(home)}`,
    // What it overwrites may be the only access of people who are given access of their own later in the plan.
    part: (change, facts) => (change.replaces === null ? 'groups' : removalPart(change, facts)),
    isSevere: ({ replaces }) => replaces !== null,
    lost: ({ replaces, document }) => (replaces === null ? null : { actual: replaces, wanted: document }),
  },
  'revoke-grant': {
    ...removes,
    scope: () => 'ops',
    target: ({ group, roleArn }) => `${group} ← ${roleArn}`,
    title: ({ group, slot, roleArn }) =>
      `remove the grant of ${roleArn} from group ${group} in Ops (${slot.kind} policy ${slot.policy})`,
    part: ({ group }, { shortGroups }) => (shortGroups.includes(group) ? 'room' : 'removal'),
    detail: ({ slot }) => slot.policy,
  },
  'delete-group-policy': {
    ...deletesPolicy,
    scope: ({ home }) => home,
    target: ({ group, policy }) => `${group} ← ${policy}`,
    title: ({ group, home, policy }) =>
      `delete inline policy ${policy} of group ${group} in ${homeName(home)}`,
    part: (change, facts) => removalPart(change, facts),
  },
  'detach-group-policy': {
    ...removes,
    scope: ({ home }) => home,
    target: ({ group, policyArn }) => `${group} ← ${policyOf(policyArn)}`,
    title: ({ group, home, policyArn }) =>
      `detach ${policyOf(policyArn)} from group ${group} in ${homeName(home)}`,
    part: (change, facts) => removalPart(change, facts),
  },
  'delete-user-policy': {
    ...deletesPolicy,
    scope: () => 'ops',
    target: ({ user, policy }) => `${user} ← ${policy}`,
    title: ({ user, policy }) => `delete inline policy ${policy} of user ${user} in Ops`,
    part: () => 'removal',
  },
  'detach-user-policy': {
    ...removes,
    scope: () => 'ops',
    target: ({ user, policyArn }) => `${user} ← ${policyOf(policyArn)}`,
    title: ({ user, policyArn }) => `detach ${policyOf(policyArn)} from user ${user} in Ops`,
    part: () => 'removal',
  },
} satisfies Partial<Rows>;

/** What fills the group can be exactly what is removed: the grants would fail, and hold its removal back for good. */
function removalPart(
  { home, group }: { readonly home: GroupHome; readonly group: string },
  { shortGroups }: PlanFacts,
): 'room' | 'removal' {
  return home === 'ops' && shortGroups.includes(group) ? 'room' : 'removal';
}

function homeName(home: GroupHome): string {
  return home === 'management' ? 'the management account' : 'Ops';
}
