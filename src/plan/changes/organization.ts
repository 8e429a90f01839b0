import { iamService } from '../../model/root-users.ts';
import { adds, type Rows } from './row.ts';

/** The organization itself, its OUs and its accounts. */
export const organizationRows = {
  'create-organization': {
    ...adds,
    scope: () => 'organization',
    target: () => 'organization',
    title: () => 'create the organization, with all features',
    part: () => 'base',
  },
  // What root access rests on comes before the first account, which has no root credentials only if it is made afterwards.
  'trust-service': {
    ...adds,
    scope: () => 'organization',
    target: ({ principal }) => principal,
    title: ({ principal }) => `enable trusted access for ${principal}`,
    part: ({ principal }) => (principal === iamService ? 'base' : 'trail'),
  },
  'enable-root-management': {
    ...adds,
    scope: () => 'organization',
    target: () => 'root credentials',
    title: () => 'manage root credentials of member accounts centrally, so that new accounts have none',
    part: () => 'base',
  },
  'create-unit': {
    ...adds,
    scope: () => 'organization',
    target: ({ path }) => path.join('/'),
    title: ({ path }) => `create OU ${path.join('/')}`,
    part: () => 'base',
    // Parents first.
    rank: ({ path }) => path.length,
  },
  'create-account': {
    ...adds,
    scope: () => 'organization',
    target: ({ name }) => name,
    title: ({ name, email, underWay }) =>
      underWay === null
        ? `create account ${name} <${email}>`
        : `wait for account ${name}, whose creation ${underWay} is under way`,
    part: () => 'base',
  },
  'move-account': {
    ...adds,
    scope: () => 'organization',
    target: ({ name, to }) => `${name} → ${to}`,
    title: ({ name, from, to }) =>
      from === to ? `move account ${name} to ${to}` : `move account ${name} from ${from} to ${to}`,
    part: () => 'place',
  },
} satisfies Partial<Rows>;
