import { ofBase, type Rewriting } from '../drift.ts';
import { PEOPLE, peopleOf, rewrite, rewriteStatements } from '../drifts/people-group.ts';
import { allow, ops } from '../drifts/together.ts';
import {
  addGroup,
  addUser,
  awsPolicy,
  groupNamed,
  groupOf,
  iamOf,
  type Json,
  putInline,
  putInlineText,
} from '../edits.ts';

const own = ['user/${aws:username}', 'user/*/${aws:username}'];

/** The own sign-in of people, written in other ways or in other places. */
export const peopleGroupRewritings: readonly Rewriting[] = [
  {
    name: 'people: other order, other names, other case',
    kinds: ofBase,
    touches: 'people',
    apply(state, cast) {
      const people = peopleOf(state, cast);
      const text = people.inline[PEOPLE]?.document ?? '';
      const document = JSON.parse(text) as { Version: string; Statement: readonly object[] };
      delete people.inline[PEOPLE];
      const Statement = document.Statement.map((one, index) => ({ Sid: `S${index}`, ...one })).reverse();
      putInlineText(
        people,
        'self',
        JSON.stringify({ ...document, Statement }).replaceAll('iam:Enable', 'IAM:enable'),
      );
    },
  },
  {
    name: 'people: the Deny in two parts, and in a policy of its own',
    kinds: ofBase,
    touches: 'people',
    apply(state, cast) {
      const when = (Condition: Json): Json => ({ Condition });
      rewriteStatements(state, cast, (one) => {
        if (one.NotAction === undefined) return one;
        putInline(
          peopleOf(state, cast),
          'mfa',
          { ...one, ...when({ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }) },
          { ...one, ...when({ Null: { 'aws:MultiFactorAuthPresent': 'true' } }) },
        );
        return null;
      });
    },
  },
  {
    name: 'people: a Deny by the age of MFA, which is there with it alone',
    kinds: ofBase,
    touches: 'people',
    apply: (state, cast) =>
      rewriteStatements(state, cast, (one) =>
        one.NotAction === undefined
          ? one
          : { ...one, Condition: { Null: { 'aws:MultiFactorAuthAge': 'true' } } },
      ),
  },
  {
    name: 'people: ARNs of IAM in any account',
    kinds: ofBase,
    touches: 'people',
    apply: (state, cast) =>
      rewrite(state, cast, (text) =>
        text.replaceAll(new RegExp(`iam::${cast.ops}:(user|mfa)`, 'g'), 'iam::*:$1'),
      ),
  },
  {
    name: 'people: reading IAM without MFA, as AWS has it',
    kinds: ofBase,
    touches: 'people',
    apply: (state, cast) =>
      rewriteStatements(state, cast, (one) =>
        one.NotAction === undefined
          ? one
          : {
              ...one,
              NotAction: [
                ...(one.NotAction as string[]),
                'iam:ListUsers',
                'iam:Get*',
                'sts:GetCallerIdentity',
              ],
            },
      ),
  },
  {
    name: 'people: aws login by a policy of the own, from this machine only',
    kinds: ofBase,
    touches: 'people',
    apply(state, cast) {
      const people = peopleOf(state, cast);
      people.attached = [];
      putInline(
        people,
        'login',
        allow(
          ['signin:AuthorizeOAuth2Access', 'signin:CreateOAuth2Token'],
          `arn:aws:signin:*:${cast.ops}:oauth2/public-client/localhost`,
        ),
      );
    },
  },
  {
    // The Deny with it: where roles demand MFA, it keeps nobody out.
    name: 'people: all of it in the group of the kind, too',
    config: 'mfa',
    touches: 'people',
    apply(state, cast) {
      const own = groupOf(state, cast);
      putInlineText(own, PEOPLE, peopleOf(state, cast).inline[PEOPLE]?.document ?? '');
      own.attached.push(awsPolicy('SignInLocalDevelopmentAccess'));
    },
  },
  {
    name: 'people: what it allows, in the group of the kind, too',
    touches: 'people',
    apply(state, cast) {
      const own = groupOf(state, cast);
      const { Statement } = JSON.parse(peopleOf(state, cast).inline[PEOPLE]?.document ?? '') as {
        readonly Statement: readonly Json[];
      };
      putInline(own, PEOPLE, ...Statement.filter(({ Effect }) => Effect === 'Allow'));
      own.attached.push(awsPolicy('SignInLocalDevelopmentAccess'));
    },
  },
  {
    name: 'people: somebody in it, under a path',
    touches: 'newcomer',
    apply(state, cast) {
      const user = addUser(state, cast.ops, 'newcomer', {
        password: true,
        mfa: true,
        groups: [cast.group, 'people'],
      });
      iamOf(state, cast.ops).users['newcomer'] = { ...user, path: '/staff/' };
    },
  },
  {
    name: 'people: somebody with a password in a group that allows the same',
    touches: 'newcomer',
    apply(state, cast) {
      const group = addGroup(state, cast.ops, 'registrars');
      const document = groupNamed(state, cast.ops, 'people').inline[PEOPLE]?.document ?? '';
      putInlineText(group, 'self', document.replaceAll('user/*/', 'user/'));
      addUser(state, cast.ops, 'newcomer', { password: true, mfa: true, groups: [cast.group, 'registrars'] });
    },
  },
  {
    name: 'people: own user in two statements',
    kinds: ofBase,
    touches: 'people',
    apply: (state, cast) =>
      putInline(
        peopleOf(state, cast),
        'more',
        allow('iam:ChangePassword', ops(cast, own[0] ?? '')),
        allow(
          ['iam:GetUser', 'iam:ListMFADevices'],
          own.map((one) => ops(cast, one)),
        ),
      ),
  },
];
