import type { SandboxState } from '../../../src/sandbox/state.ts';
import type { Cast } from '../cast.ts';
import type { Rewriting } from '../drift.ts';
import { documentOf, type Json, letIn, rootOf, setTrust, setTrustText } from '../edits.ts';

const [assume, identify, tag] = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'] as const;

/** The trust policy of a client's role in other words. */
export const trustRewritings: readonly Rewriting[] = [
  rewrite('actions in another order', (root) => [letIn(root, { Action: [tag, identify, assume] })]),
  rewrite('the account by its bare id', (_root, { ops }) => [letIn(ops)]),
  rewrite('the account in a list', (root) => [letIn([root])]),
  rewrite('the account twice, as id and as ARN', (root, { ops }) => [letIn([ops, root, ops])]),
  rewrite('an action in each statement', (root) => [
    letIn(root, { Action: tag }),
    letIn(root, { Action: [assume] }),
    letIn(root, { Action: identify }),
  ]),
  rewrite('statements that overlap', (root, { ops }) => [
    letIn(root, { Action: [assume, identify] }),
    letIn(ops, { Action: [identify, tag] }),
  ]),
  rewrite('the statement twice', (root) => [letIn(root), letIn(root)]),
  rewrite('an action three times, in three cases', (root) => [
    letIn(root, { Action: [assume, 'STS:ASSUMEROLE', 'sts:assumerole', identify, tag] }),
  ]),
  rewrite('actions in another case', (root) => [
    letIn(root, { Action: ['STS:AssumeRole', 'sts:setsourceidentity', 'Sts:TAGSESSION'] }),
  ]),
  rewrite('Sids', (root) => [letIn(root, { Sid: 'LetOpsIn' })]),
  // Of the actions that STS asks a trust policy for, each pattern matches just one: sts:TagGetSessionToken, which
  // sts:Tag* matches too, is asked of the caller's own policies only.
  rewrite('actions by patterns', (root) => [
    letIn(root, { Action: ['sts:AssumeRol?', 'sts:SetSource*', 'sts:Tag*'] }),
  ]),
  rewrite('a narrower statement beside', (root) => [
    letIn(root),
    letIn(root, { Action: assume, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
  ]),
  // The account covers its user. Of another account a user needs its own policies to allow it, named or not, so
  // that naming it changes nothing: nobody skips a policy by it.
  rewrite('a user of Ops beside its account', (root, { ops }) => [
    letIn([root, `arn:aws:iam::${ops}:user/ops-user`]),
  ]),
  rewrite('a Deny of what nothing allows', (root) => [
    letIn(root),
    { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRoleWithSAML' },
  ]),
  rewrite('a Deny for an account that nothing lets in', (root, { other }) => [
    letIn(root),
    { ...letIn(rootOf(other.accountId)), Effect: 'Deny' },
  ]),
  rewrite('an empty Condition', (root) => [letIn(root, { Condition: {} })]),
  // As a user is: of another account a role needs its own policies too.
  rewrite('a role of Ops beside its account', (root, { ops }) => [
    letIn(root),
    letIn(`arn:aws:iam::${ops}:role/OrganizationAccountAccessRole`, { Action: 'sts:AssumeRole' }),
  ]),
  // A request has an external id or it has none.
  rewrite('both cases of a condition, one by one', (root) => [
    letIn(root, { Condition: { Null: { 'sts:ExternalId': 'true' } } }),
    letIn(root, { Condition: { Null: { 'sts:ExternalId': 'false' } } }),
  ]),
  // STS asks no trust policy for it.
  rewrite('an action that a trust policy is never asked for', (root) => [
    letIn(root, { Action: [assume, identify, tag, 'sts:GetCallerIdentity'] }),
  ]),
  text('the elements of the statement in another order', (root) =>
    JSON.stringify({
      Statement: {
        Action: [assume, identify, tag],
        Principal: { AWS: root },
        Effect: 'Allow',
      },
      Version: '2012-10-17',
    }),
  ),
  text('the statement without a list', (root) =>
    JSON.stringify({ Version: '2012-10-17', Statement: letIn(root) }),
  ),
  text('an Id', (root) => JSON.stringify({ Id: 'trust of 100 % +', ...parsed(documentOf(letIn(root))) })),
  text(
    'white space',
    (root) => `\n${JSON.stringify(parsed(documentOf(letIn(root))), undefined, '\t')}\r\n  `,
  ),
  text('characters by their codes', (root) =>
    documentOf(letIn(root)).replace('sts:AssumeRole', '\\u0073ts\\u003aAssumeRole'),
  ),
  // There is no ${…} in it that the older version would read as plain text.
  text('the older version', (root) => documentOf(letIn(root)).replace('2012-10-17', '2008-10-17')),
  text('no version, which means the older one', (root) => JSON.stringify({ Statement: [letIn(root)] })),
];

const demanded: Json = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };

/** The same where MFA is demanded. */
export const mfaRewritings: readonly Rewriting[] = [
  rewrite('MFA: the key in another case', (root) => [
    letIn(root, { Condition: { Bool: { 'AWS:multifactorAUTHpresent': 'true' } } }),
  ]),
  rewrite('MFA: a truth value in the place of its text', (root) => [
    letIn(root, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': true } } }),
  ]),
  rewrite('MFA: the value in a list', (root) => [
    letIn(root, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': ['true'] } } }),
  ]),
  rewrite('MFA: the value in a list twice', (root) => [
    letIn(root, { Condition: { Bool: { 'aws:MultiFactorAuthPresent': ['true', 'true'] } } }),
  ]),
  // Where Bool holds the key is there.
  rewrite('MFA: the key also asked to be there', (root) => [
    letIn(root, {
      Condition: {
        Null: { 'aws:MultiFactorAuthPresent': 'false' },
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      },
    }),
  ]),
  // BoolIfExists holds wherever Bool holds.
  rewrite('MFA: BoolIfExists beside Bool', (root) => [
    letIn(root, {
      Condition: {
        BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' },
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      },
    }),
  ]),
  rewrite('MFA: in every one of three statements', (root) => [
    letIn(root, { ...demanded, Action: tag }),
    letIn(root, { ...demanded, Action: identify }),
    letIn(root, { ...demanded, Action: assume }),
  ]),
  // What the Deny is for, the Allow never gives.
  rewrite('MFA: a Deny without it too', (root) => [
    letIn(root, demanded),
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 'sts:*',
      Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    },
  ]),
].map((one): Rewriting => ({ ...one, config: 'mfa' }));

const named = { Condition: { StringEquals: { 'sts:SourceIdentity': '${aws:username}' } } };

/** Where the name of the person is required, the trust policy in other words. */
export const sourceIdentityRewritings: readonly Rewriting[] = [
  rewrite('source identity: a statement for each action', (root) => [
    letIn(root, { Action: tag }),
    letIn(root, { ...named, Action: identify }),
    letIn(root, { ...named, Action: [assume] }),
  ]),
  rewrite('source identity: in a list, key and variable in another case', (root, { ops }) => [
    letIn([ops, root], {
      Action: ['STS:AssumeRole', 'sts:setSource*'],
      Condition: { StringEquals: { 'STS:sourceIDENTITY': ['${AWS:userName}'] } },
    }),
    letIn(ops, { Action: 'sts:Tag*' }),
  ]),
  rewrite('source identity: a narrower statement beside', (root, { ops }) => [
    letIn(root, { ...named, Action: [assume, identify] }),
    letIn(root, { Action: tag }),
    letIn(`arn:aws:iam::${ops}:user/ops-user`, {
      Action: assume,
      Condition: { ...named.Condition, Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    }),
  ]),
].map((one): Rewriting => ({ ...one, config: 'named' }));

function rewrite(name: string, statements: (root: string, cast: Cast) => readonly Json[]): Rewriting {
  return trustRewriting(name, (state, cast) =>
    setTrust(state, cast.client, ...statements(rootOf(cast.ops), cast)),
  );
}

function text(name: string, document: (root: string) => string): Rewriting {
  return trustRewriting(name, (state, { client, ops }) => setTrustText(state, client, document(rootOf(ops))));
}

function trustRewriting(name: string, apply: (state: SandboxState, cast: Cast) => void): Rewriting {
  return { name: `trust: ${name}`, touches: 'client', apply };
}

function parsed(document: string): Json {
  return JSON.parse(document);
}
