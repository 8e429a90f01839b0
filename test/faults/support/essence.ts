import type { IamState, SandboxState } from '../../../src/sandbox/state.ts';
import type { StoredDocument } from '../../../src/sandbox/stored-document.ts';

/**
 * What a state means, without what differs from run to run: times, ids, the numbers of versions, the order in lists.
 * Accounts are known by their names.
 */
export function essenceOf(state: SandboxState): unknown {
  const names = nameIds(state);
  const accounts = Object.values(state.accounts).map(({ id, name, email, parentId, tags, ...account }) => ({
    name,
    email,
    tags,
    // How far a closing has come is a matter of time.
    state: account.state === 'PENDING_CLOSURE' ? 'CLOSED' : account.state,
    in: names.get(parentId),
    iam: iamEssence(state.iam[id]),
    root: rootEssence(state, id),
  }));
  const essence = {
    features: state.organization?.featureSet,
    rootFeatures: state.organization?.rootFeatures ?? [],
    units: Object.keys(state.units)
      .map((id) => names.get(id))
      .sort(),
    accounts: accounts.sort((a, b) => order(a.name, b.name)),
    creations: Object.values(state.creations)
      .filter(({ failureReason }) => failureReason === undefined)
      .map(({ accountName }) => accountName)
      .sort(),
    ...trailEssence(state),
    ...policyEssence(state, names),
  };
  return JSON.parse(withNames(JSON.stringify(essence), names));
}

/** What the trail is and rests on. */
function trailEssence({ organization, buckets = {}, trails = {} }: SandboxState) {
  return {
    trusted: Object.keys(organization?.trustedServices ?? {}).sort(),
    buckets: sorted(
      Object.values(buckets).map(({ name, accountId, region, policy, ...bucket }) => ({
        name,
        accountId,
        region,
        policy: policy && meaning(policy.document),
        versioning: bucket.versioning,
        publicAccessBlock: bucket.publicAccessBlock,
      })),
    ),
    trails: sorted(
      Object.values(trails).map((trail) => {
        const {
          createdAt: _made,
          startedAt: _started,
          stoppedAt: _stopped,
          logs,
          digests: _sums,
          ...rest
        } = trail;
        return { ...rest, error: logs?.error };
      }),
    ),
  };
}

/** What limits the members. */
function policyEssence({ organization }: SandboxState, names: ReadonlyMap<string, string>) {
  const attachments = Object.entries(organization?.attachments ?? {});
  return {
    types: Object.keys(organization?.policyTypes ?? {}).sort(),
    control: sorted(
      Object.values(organization?.policies ?? {}).map(({ id, description, content, tags }) => ({
        name: names.get(id) ?? id,
        description,
        tags,
        document: meaning(content.document),
        targets: attachments
          .flatMap(([target, of]) => (of[id]?.isAttached ? [names.get(target) ?? target] : []))
          .sort(),
      })),
    ),
  };
}

/** By how a policy's type begins its name here. */
export const policyTypes: Readonly<Record<string, string>> = {
  SCP: 'SERVICE_CONTROL_POLICY',
  RCP: 'RESOURCE_CONTROL_POLICY',
};

/** Ids of accounts as their names, of OUs and the root as their paths, of policies as `SCP name`; the organization's own. */
export function nameIds(state: SandboxState): ReadonlyMap<string, string> {
  const names = new Map(Object.values(state.accounts).map(({ id, name }) => [id, `<${name}>`]));
  const root = state.organization?.rootId;
  if (root !== undefined) names.set(root, '</>');
  for (const { id, type, name } of Object.values(state.organization?.policies ?? {}))
    names.set(id, `<${Object.keys(policyTypes).find((short) => policyTypes[short] === type)} ${name}>`);
  if (state.organization) names.set(state.organization.id, '<organization>');
  for (const unit of Object.values(state.units)) {
    const path = [unit.name];
    for (let at = state.units[unit.parentId]; at !== undefined; at = state.units[at.parentId])
      path.unshift(at.name);
    names.set(unit.id, `</${path.join('/')}>`);
  }
  return names;
}

export function withNames(text: string, names: ReadonlyMap<string, string>): string {
  // A revocation has the time of its run.
  const timeless = text.replaceAll(/(TokenIssueTime[\\"]*:[\\"]*)[\dT:.Z-]+/g, '$1<time>');
  return timeless.replaceAll(
    /\b(?:\d{12}|o-[a-z0-9]{10}|ou-[a-z0-9]+-[a-z0-9]+|r-[a-z0-9]+|p-[a-z0-9]{8})\b/g,
    (id) => names.get(id) ?? id,
  );
}

/** What its root user can sign in with. */
function rootEssence({ accessKeys, iam }: SandboxState, id: string) {
  const keys = Object.values(accessKeys).filter(
    ({ accountId, userName }) => accountId === id && userName === undefined,
  );
  return { ...iam[id]?.root, keys: keys.length };
}

function iamEssence(iam: IamState | undefined): unknown {
  if (iam === undefined) return null;
  return {
    users: Object.values(iam.users).map(({ name, inline, attached, mfaDevices, ...user }) => ({
      name,
      mfaDevices,
      inline: documents(inline),
      attached: [...attached].sort(),
      boundary: user.permissionsBoundary ?? null,
      hasPassword: user.hasPassword,
      mustChange: user.passwordResetRequired ?? false,
      others: [user.certificates, user.sshKeys, user.serviceCredentials].map((held) => held?.length ?? 0),
    })),
    devices: Object.keys(iam.mfaDevices ?? {}),
    groups: Object.values(iam.groups).map(({ name, members, inline, attached }) => ({
      name,
      members: [...members].sort(),
      inline: documents(inline),
      attached: [...attached].sort(),
    })),
    roles: sorted(
      Object.values(iam.roles).map((role) => ({
        name: role.name,
        path: role.path,
        description: role.description,
        trust: meaning(role.trust.document),
        maxSession: role.maxSessionDuration,
        boundary: role.permissionsBoundary ?? null,
        inline: documents(role.inline),
        attached: [...role.attached].sort(),
        tags: role.tags,
      })),
    ),
    providers: Object.values(iam.oidcProviders ?? {}).map(({ url, clientIds, tags }) => ({
      url,
      audiences: clientIds.map(({ id }) => id).sort(),
      tags,
    })),
    policies: sorted(
      Object.values(iam.policies).map((policy) => ({
        name: policy.name,
        document: meaning(policy.versions.find(({ id }) => id === policy.defaultVersionId)?.document ?? '{}'),
      })),
    ),
  };
}

function documents(inline: Readonly<Record<string, StoredDocument>>): unknown {
  return sorted(
    Object.entries(inline).map(([name, { document }]) => ({ name, document: meaning(document) })),
  );
}

function sorted<T extends { readonly name: string }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => order(a.name, b.name));
}

/** A policy with its lists in order. */
function meaning(document: string): unknown {
  return ordered(JSON.parse(document));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(ordered).sort((a, b) => order(JSON.stringify(a), JSON.stringify(b)));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => order(a, b))
      .map(([key, member]) => [key, ordered(member)]),
  );
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
