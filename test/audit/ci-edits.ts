import type { RoleState, SandboxState } from '../../src/sandbox/state.ts';
import type { OidcProviderState } from '../../src/sandbox/state-of-iam.ts';
import type { Member } from './cast.ts';
import type { Door } from './doors.ts';
import { documentOf, iamOf, type Json } from './edits.ts';

/** Edits of what the configuration `ci` makes in a client's account, each as if it had been made long ago. */

export const issuer = 'token.actions.githubusercontent.com';
export const audience = 'sts.amazonaws.com';
export const [aud, sub] = [`${issuer}:aud`, `${issuer}:sub`] as const;

export function subjectOf({ name }: Pick<Member, 'name'>): string {
  return `repo:company/infra:environment:${name}`;
}

export function ciRoleName({ name }: Pick<Member, 'name'>): string {
  return `${name}-ci`;
}

export function ciRoleOf(state: SandboxState, member: Member): RoleState {
  const role = iamOf(state, member.accountId).roles[ciRoleName(member)];
  if (role === undefined) throw new Error(`${member.name} has no CI role`);
  return role;
}

export function providerArn(accountId: string, of: string = issuer): string {
  return `arn:aws:iam::${accountId}:oidc-provider/${of}`;
}

export function providerOf(state: SandboxState, { accountId }: Member): OidcProviderState {
  const provider = iamOf(state, accountId).oidcProviders?.[providerArn(accountId)];
  if (provider === undefined) throw new Error(`${accountId} has no provider`);
  return provider;
}

/** The provider takes tokens for a further audience. */
export function addAudience(state: SandboxState, member: Member, id: string): void {
  providerOf(state, member).clientIds.push({ id, effectiveAt: 0 });
}

/** A provider of another issuer, or of the same with other audiences. */
export function putProvider(
  state: SandboxState,
  { accountId }: Member,
  url: string,
  ids: readonly string[],
): void {
  const iam = iamOf(state, accountId);
  const arn = providerArn(accountId, url);
  const clientIds = ids.map((id) => ({ id, effectiveAt: 0 }));
  const made = { arn, url, createdAt: 0, clientIds, thumbprints: ['0'.repeat(40)], tags: {}, effectiveAt: 0 };
  iam.oidcProviders = { ...iam.oidcProviders, [arn]: made };
}

/** The condition of the intended statement. */
export function exactly(member: Member): Json {
  return { StringEquals: { [aud]: audience, [sub]: subjectOf(member) } };
}

/** A statement that takes tokens of the account's own provider. */
export function take({ accountId }: Member, Condition: Json, parts: Json = {}): Json {
  return {
    Effect: 'Allow',
    Principal: { Federated: providerArn(accountId) },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition,
    ...parts,
  };
}

export function setCiTrust(state: SandboxState, member: Member, ...statements: readonly Json[]): void {
  ciRoleOf(state, member).trust = { document: documentOf(...statements), effectiveAt: 0 };
}

/** A token of a job, shown at the CI role. */
export function job(token: NonNullable<Door['token']>): Door {
  return { who: 'pipeline', role: 'CLIENT-ci', token };
}

export const own = job({ subject: 'repo:company/infra:environment:CLIENT' });
export const ofBranch = job({ subject: 'repo:company/infra:ref:refs/heads/main' });
export const ofCompany = job({ subject: 'repo:company/site:environment:CLIENT' });
export const ofStranger = job({ subject: 'repo:stranger/site:environment:CLIENT' });
export const forOthers = job({ subject: 'repo:company/infra:environment:CLIENT', audience: 'other' });

/** Jobs that get in where all is as it is wanted, and some that do not. */
export const jobs: readonly (readonly [Door, boolean])[] = [
  [own, true],
  [{ ...own, role: 'CLIENT-ci', token: { subject: 'repo:company/infra:environment:OTHER' } }, false],
  ...[ofBranch, ofCompany, ofStranger, forOthers].map((door) => [door, false] as const),
];
