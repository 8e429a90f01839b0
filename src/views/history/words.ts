import type { CallOrigin, HistoryEvent, Resource } from '../../history/event.ts';
import { lastPart } from '../../history/subjects.ts';
import type { Doubt, Who, WhoKind } from '../../history/who.ts';
import type { Paint } from '../paint.ts';

/** Who did it, in the shortest form that is unique. A `?` means that the person chose the name. */
export function whoText({ kind, name, role, proof, chain }: Who): string {
  const said = `${withKind.has(kind) && name !== kind ? `${kind} ` : ''}${name}${proof === 'said' ? '?' : ''}`;
  if (chain.length > 0) return `${said}, from ${chain[0]}`;
  return kind === 'role' ? `${said}, role ${role}` : said;
}

/** What is no name of a person of Ops is told by its kind: whoever has an identity provider names its subjects. */
const withKind: ReadonlySet<WhoKind> = new Set([
  'break-glass',
  'diverst',
  'admin',
  'user',
  'federated',
  'account',
  'unknown',
]);

/** Why a name is not proven, as the reason in a sentence. */
export const doubts: Readonly<Record<Doubt, string>> = {
  'no-source-identity': 'the session carries no source identity',
  'other-role': 'the session belongs to a role that people of Ops do not assume',
  'no-demand': 'the role’s trust policy does not require the user name as source identity',
  'trust-unread': 'the role’s trust policy could not be read',
  'start-not-found': 'the event that opened the session was not found',
  'not-begun': 'AWS refused the request, and does not prove who sent it',
  'not-from-ops': 'the session was not opened by a user of Ops',
  'trust-changed':
    'the role’s trust policy was changed after the session was opened, or within 5 minutes before',
  'own-name': 'an admin chose it for a session of the access role',
};

/** `iam CreateRole`. */
export function whatText({ service, name }: Pick<HistoryEvent, 'service' | 'name'>): string {
  return `${service} ${name}`;
}

/** `role deploy`, and what was given to it: `role deploy, policy admin`. */
export function targetText(resources: readonly Resource[]): string {
  return resources.slice(0, 2).map(resourceText).join(', ');
}

function resourceText({ type, name }: Resource): string {
  return `${type.replace(/^AWS::/, '')} ${lastPart(name)}`;
}

/** `203.0.113.7 console`, `by cloudformation`. */
export function fromText({ address, service, tool }: CallOrigin): string {
  const where = address ?? (service === null ? null : `by ${service}`);
  return [where, tool === service ? null : tool].filter((part) => part !== null).join(' ');
}

/** `refused: AccessDenied`; empty where AWS did what was asked. */
export function outcomeText({ error }: HistoryEvent): string {
  if (error === null) return '';
  return error.kind === 'throttled' ? 'throttled' : `${error.kind}: ${error.code}`;
}

/** Events that change who gets into the account, or what the one who gets in may do. */
const access = new RegExp(
  [
    '^(Create|Update|Delete)(User|Role|Group|AccessKey|LoginProfile|OpenIDConnectProvider|SAMLProvider)$',
    '^(Put|Delete|Attach|Detach)(User|Role|Group)Policy$',
    '^(Put|Delete)(User|Role)PermissionsBoundary$',
    '^(Create|Delete)Policy(Version)?$|^SetDefaultPolicyVersion$',
    '^UpdateAssumeRolePolicy$|^(Add|Remove)UserToGroup$|^RemoveUserFromGroup$',
    '^(Enable|Deactivate)MFADevice$|^ChangePassword$|^UpdateAccountPasswordPolicy$',
    '^(Add|Update).*(Thumbprint|ClientID.*OpenIDConnectProvider)$',
    '^ConsoleLogin$',
  ].join('|'),
);

/** Colours only underline what the words say. */
export function paintOf({ event, who }: { readonly event: HistoryEvent; readonly who: Who }, paint: Paint) {
  if (who.kind === 'root' || event.error?.kind === 'refused') return paint.bad;
  if (who.kind === 'break-glass' || (!event.readOnly && access.test(event.name))) return paint.warn;
  if (event.readOnly || who.kind === 'service') return paint.dim;
  return (text: string) => text;
}
