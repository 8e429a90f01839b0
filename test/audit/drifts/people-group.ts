import type { SandboxState } from '../../../src/sandbox/state.ts';
import type { Cast } from '../cast.ts';
import { drifts, ofBase } from '../drift.ts';
import { addUser, awsPolicy, groupNamed, type Json, putInline, remove, removeInline, use } from '../edits.ts';
import { allow, ops } from './together.ts';

export const PEOPLE = 'own-sign-in';
const inPeople = /^people$/;

/** The group of all people in Ops, and who is not in it. */
export const peopleGroup = drifts({ touches: 'people', repair: 'yes', kinds: ofBase }, [
  {
    name: 'people: no such group',
    expect: { check: 'group-missing', severity: 'medium', subject: inPeople },
    apply: (state, { ops: id }) => remove(state.iam[id]?.groups ?? {}, 'people'),
  },
  {
    name: 'people: without a policy',
    expect: { check: 'people-access', severity: 'medium', subject: inPeople },
    explains: ['people-mfa'],
    apply: (state, cast) => removeInline(peopleOf(state, cast), PEOPLE),
  },
  {
    name: 'people: who may not change the first password',
    expect: { check: 'people-access', severity: 'medium', subject: inPeople },
    apply: (state, cast) =>
      rewrite(state, cast, (text) => text.replaceAll('iam:ChangePassword', 'iam:GetUser')),
  },
  {
    name: 'people: who change the first password with MFA only, as AWS has it',
    expect: { check: 'people-access', severity: 'medium', subject: inPeople },
    apply: (state, cast) =>
      rewriteStatements(state, cast, (one) =>
        one.NotAction === undefined
          ? one
          : {
              ...one,
              NotAction: (one.NotAction as string[]).filter((action) => action !== 'iam:ChangePassword'),
            },
      ),
  },
  {
    name: 'people: whose device has to have another name',
    expect: { check: 'people-access', severity: 'medium', subject: inPeople },
    explains: ['people-broader'],
    repair: 'named',
    apply: (state, cast) =>
      rewrite(state, cast, (text) => text.replaceAll(/mfa\/\$\{aws:username\}/g, 'mfa/device')),
  },
  {
    name: 'people: who cannot run aws login',
    expect: { check: 'people-access', severity: 'medium', subject: inPeople },
    apply(state, cast) {
      peopleOf(state, cast).attached = [];
    },
  },
  {
    name: 'people: a Deny of registering devices, in a policy of its own',
    expect: { check: 'people-access', severity: 'medium', subject: inPeople },
    repair: 'no',
    apply: (state, cast) =>
      putInline(peopleOf(state, cast), 'no-devices', {
        Effect: 'Deny',
        Action: 'iam:EnableMFADevice',
        Resource: '*',
      }),
  },
  {
    name: 'people: without the Deny',
    expect: { check: 'people-mfa', severity: 'medium', subject: inPeople },
    apply: (state, cast) => rewriteStatements(state, cast, (one) => (one.Effect === 'Deny' ? null : one)),
  },
  {
    name: 'people: a Deny that access keys pass',
    expect: { check: 'people-mfa', severity: 'medium', subject: inPeople },
    apply: (state, cast) => rewrite(state, cast, (text) => text.replace('BoolIfExists', 'Bool')),
  },
  {
    name: 'people: a Deny with MFA in place of without, by its age',
    expect: { check: 'people-mfa', severity: 'medium', subject: inPeople },
    explains: ['people-access'],
    apply: (state, cast) =>
      rewriteStatements(state, cast, (one) =>
        one.NotAction === undefined
          ? one
          : { ...one, Condition: { Null: { 'aws:MultiFactorAuthAge': 'false' } } },
      ),
  },
  {
    name: 'people: devices registered by access keys alone',
    expect: { check: 'people-mfa', severity: 'medium', subject: inPeople },
    apply: (state, cast) =>
      rewriteStatements(state, cast, (one) =>
        one.Effect === 'Deny' && one.NotAction === undefined ? null : one,
      ),
  },
  {
    name: 'people: roles without MFA',
    expect: { check: 'people-mfa', severity: 'medium', subject: inPeople },
    apply: (state, cast) => rewrite(state, cast, (text) => text.replace('sts:GetSessionToken', 'sts:*')),
  },
  {
    name: 'people: devices exchanged without MFA',
    expect: { check: 'people-mfa', severity: 'medium', subject: inPeople },
    apply: (state, cast) =>
      rewriteStatements(state, cast, (one) =>
        one.NotAction === undefined
          ? one
          : { ...one, NotAction: [...(one.NotAction as string[]), 'iam:DeactivateMFADevice'] },
      ),
  },
  {
    name: 'people: the Deny gone, with somebody in the group who works by key alone',
    expect: { check: 'people-mfa', severity: 'medium', subject: inPeople },
    repair: 'named',
    apply(state, cast) {
      addUser(state, cast.ops, 'worker', { key: 'Active', groups: ['people'] });
      rewriteStatements(state, cast, (one) => (one.Effect === 'Deny' ? null : one));
    },
  },
  {
    name: 'people: own access keys',
    expect: { check: 'people-broader', severity: 'medium', subject: /^people\/keys$/ },
    repair: 'named',
    apply: (state, cast) =>
      putInline(
        peopleOf(state, cast),
        'keys',
        allow('iam:CreateAccessKey', ops(cast, 'user/${aws:username}')),
      ),
  },
  {
    name: 'people: devices of any name',
    expect: { check: 'people-broader', severity: 'high', subject: /^people\/own-sign-in$/ },
    repair: 'named',
    apply: (state, cast) =>
      rewrite(state, cast, (text) => text.replaceAll(/mfa\/\$\{aws:username\}/g, 'mfa/*')),
  },
  {
    name: 'people: a bucket',
    expect: { check: 'people-broader', severity: 'high', subject: /^people\/files$/ },
    repair: 'named',
    apply: (state, cast) =>
      putInline(peopleOf(state, cast), 'files', { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }),
  },
  {
    name: 'people: administrators',
    expect: { check: 'people-broader', severity: 'high', subject: /^people\/AdministratorAccess$/ },
    explains: ['grant-elsewhere'],
    repair: 'named',
    apply: (state, cast) => void peopleOf(state, cast).attached.push(awsPolicy('AdministratorAccess')),
  },
  {
    name: 'people: a role of a client',
    kinds: { environment: {} },
    expect: { check: 'grant-elsewhere', severity: 'high', subject: /^group\/people$/ },
    repair: 'named',
    apply: (state, cast) =>
      putInline(
        peopleOf(state, cast),
        'client',
        use(`arn:aws:iam::${cast.client.accountId}:role/${cast.client.role}`),
      ),
  },
  {
    name: 'people: a user with a password who is not among them',
    kinds: { environment: {} },
    expect: { check: 'user-outside-people', severity: 'low', subject: /^newcomer$/ },
    repair: 'no',
    touches: 'newcomer',
    apply: (state, cast) =>
      void addUser(state, cast.ops, 'newcomer', { password: true, mfa: true, groups: [cast.group] }),
  },
]);

export function peopleOf(state: SandboxState, { ops: id }: Cast) {
  return groupNamed(state, id, 'people');
}

/** The policy of the group with another text. */
export function rewrite(state: SandboxState, cast: Cast, text: (document: string) => string): void {
  const { inline } = peopleOf(state, cast);
  const before = inline[PEOPLE]?.document ?? '';
  inline[PEOPLE] = { document: text(before), effectiveAt: 0 };
  if (inline[PEOPLE].document === before) throw new Error('nothing was changed');
}

/** The policy of the group, statement by statement; null leaves one out. */
export function rewriteStatements(state: SandboxState, cast: Cast, each: (one: Json) => Json | null): void {
  rewrite(state, cast, (text) => {
    const document = JSON.parse(text) as { readonly Statement: readonly Json[] };
    return JSON.stringify({ ...document, Statement: document.Statement.flatMap((one) => each(one) ?? []) });
  });
}
