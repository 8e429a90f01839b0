import { type Change, type GroupHome, policyOf } from './change.ts';

/** A change as a line of work: what is being done, to what. */
export function changeTitle(change: Change): string {
  switch (change.kind) {
    case 'create-account':
      return change.underWay === null
        ? `create account ${change.name} <${change.email}>`
        : `wait for account ${change.name}, whose creation ${change.underWay} is under way`;
    case 'move-account':
      return change.from === change.to
        ? `move account ${change.name} to ${change.to}`
        : `move account ${change.name} from ${change.from} to ${change.to}`;
    case 'create-role':
      return `create role ${change.role}, trusting Ops`;
    case 'replace-trust':
      return `replace the trust policy of role ${change.role}`;
    case 'set-max-session':
      return `set the longest session of role ${change.role} to ${change.to} s (was ${change.from} s)`;
    case 'set-boundary':
      return `set the permissions boundary of role ${change.role} to ${change.to} (was ${change.from ?? 'none'})`;
    case 'attach-policy':
      return `attach ${policyOf(change.policyArn)} to role ${change.role}`;
    case 'grant-access':
      return `${change.replaces === null ? '' : 'overwrite its other content and '}let group ${change.group} in Ops assume it (${change.slot.kind} policy ${change.slot.policy})`;
    case 'revoke-grant':
      return `take from group ${change.group} in Ops the grant of ${change.roleArn} (${change.slot.kind} policy ${change.slot.policy})`;
    case 'detach-policy':
      return `detach ${policyOf(change.policyArn)} from role ${change.role}`;
    case 'delete-role-policy':
      return `delete the inline policy ${change.policy} of role ${change.role}`;
    case 'remove-boundary':
      return `remove the permissions boundary ${change.from} of role ${change.role}`;
    case 'create-organization':
      return 'create the organization, with all features';
    case 'create-unit':
      return `create OU ${change.path.join('/')}`;
    case 'create-group':
      return `create group ${change.group} in ${homeName(change.home)}`;
    case 'put-group-policy':
      return `${change.replaces === null ? 'give' : 'overwrite in'} group ${change.group} in ${homeName(change.home)} the inline policy ${change.policy}`;
    case 'delete-group-policy':
      return `delete the inline policy ${change.policy} of group ${change.group} in ${homeName(change.home)}`;
    case 'attach-group-policy':
      return `attach ${policyOf(change.policyArn)} to group ${change.group} in ${homeName(change.home)}`;
    case 'detach-group-policy':
      return `detach ${policyOf(change.policyArn)} from group ${change.group} in ${homeName(change.home)}`;
    case 'delete-user-policy':
      return `delete the inline policy ${change.policy} of user ${change.user} in Ops`;
    case 'detach-user-policy':
      return `detach ${policyOf(change.policyArn)} from user ${change.user} in Ops`;
  }
}

function homeName(home: GroupHome): string {
  return home === 'management' ? 'the management account' : 'Ops';
}
