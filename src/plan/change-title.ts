import type { Change } from './change.ts';

/** A change as a line of work: what is being done, to what. */
export function changeTitle(change: Change): string {
  switch (change.kind) {
    case 'create-account':
      return change.underWay === null
        ? `create account ${change.client} <${change.email}>`
        : `wait for account ${change.client}, whose creation ${change.underWay} is under way`;
    case 'move-account':
      return `move account ${change.client} from ${change.from} to ${change.to}`;
    case 'create-role':
      return `create role ${change.role}, trusting Ops`;
    case 'replace-trust':
      return `replace the trust policy of role ${change.role}`;
    case 'set-max-session':
      return `set the longest session of role ${change.role} to ${change.to} s (was ${change.from} s)`;
    case 'set-boundary':
      return `set the permissions boundary of role ${change.role} to ${change.to} (was ${change.from ?? 'none'})`;
    case 'attach-policy':
      return `attach ${change.policyArn.slice(change.policyArn.indexOf('/') + 1)} to role ${change.role}`;
    case 'grant-access':
      return `${change.replaces === null ? '' : 'overwrite its other content and '}let group ${change.group} in Ops assume it (${change.slot.kind} policy ${change.slot.policy})`;
  }
}
