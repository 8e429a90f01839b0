import type { SandboxState } from '../../../src/sandbox/state.ts';
import type { Cast, Member } from '../cast.ts';
import {
  addAudience,
  aud,
  audience,
  ciRoleOf,
  exactly,
  issuer,
  providerArn,
  putProvider,
  setCiTrust,
  sub,
  subjectOf,
  take,
} from '../ci-edits.ts';
import { ofCi, type Rewriting } from '../drift.ts';
import type { Json } from '../edits.ts';

/** The trust policy of a CI role in other words, and what an account may have beside it. */
export const ciRewritings: readonly Rewriting[] = [
  trust('a Sid', (client) => [take(client, exactly(client), { Sid: 'Ci' })]),
  trust('keys in another case', (client) => [
    take(client, { StringEquals: { [aud.toUpperCase()]: audience, [`${issuer}:SUB`]: subjectOf(client) } }),
  ]),
  trust('lists of one', (client) => [
    take(
      client,
      { StringEquals: { [sub]: [subjectOf(client)], [aud]: [audience] } },
      {
        Principal: { Federated: [providerArn(client.accountId)] },
        Action: ['sts:AssumeRoleWithWebIdentity'],
      },
    ),
  ]),
  trust('StringLike without a wildcard', (client) => [
    take(client, { StringEquals: { [aud]: audience }, StringLike: { [sub]: subjectOf(client) } }),
  ]),
  trust('ForAnyValue', (client) => [
    take(client, {
      'ForAnyValue:StringEquals': { [aud]: audience },
      'ForAnyValue:StringLike': { [sub]: subjectOf(client) },
    }),
  ]),
  trust('two statements for what one says', (client) =>
    ['true', 'false'].map((isAbsent) =>
      take(client, { ...exactly(client), Null: { 'sts:RoleSessionName': isAbsent } }),
    ),
  ),
  trust('a Deny of other subjects', (client) => [
    take(client, { StringEquals: { [aud]: audience, [sub]: subjectOf(client) } }),
    take(client, { StringNotEquals: { [sub]: subjectOf(client) } }, { Effect: 'Deny' }),
  ]),
  trust('a narrower statement beside', (client) => [
    take(client, exactly(client)),
    take(client, { ...exactly(client), StringLike: { [`${issuer}:actor`]: 'octo*' } }),
  ]),
  other('a further audience of the provider', (state, { client }) => addAudience(state, client, 'other')),
  other('a provider that no role trusts', (state, { client }) =>
    putProvider(state, client, 'gitlab.com', [audience]),
  ),
  other('tags of the role', (state, { client }) => {
    ciRoleOf(state, client).tags['team'] = 'platform';
  }),
];

function trust(name: string, statements: (client: Member) => readonly Json[]): Rewriting {
  const apply: Rewriting['apply'] = (state, { client }) => setCiTrust(state, client, ...statements(client));
  return { ...other(name, apply), kinds: ofCi };
}

function other(name: string, apply: (state: SandboxState, cast: Cast) => unknown): Rewriting {
  return {
    name: `CI: ${name}`,
    config: 'ci',
    touches: 'client',
    apply: (state, cast) => void apply(state, cast),
  };
}
