import { iamService } from '../../model/root-users.ts';
import { alters, creates, type Rows } from './row.ts';

/** The organization itself, its OUs and its accounts. */
export const organizationRows = {
  'create-organization': {
    ...creates,
    scope: () => 'organization',
    target: () => 'organization',
    title: () => 'create the organization with all features',
    part: () => 'base',
  },
  // What root access needs comes before the first account: an account has no root credentials only if it is created later.
  'trust-service': {
    ...alters,
    scope: () => 'organization',
    target: ({ principal }) => principal,
    title: ({ principal }) => `enable trusted access for ${principal}`,
    part: ({ principal }) => (principal === iamService ? 'base' : 'trail'),
  },
  'enable-root-management': {
    ...alters,
    scope: () => 'organization',
    target: () => 'root credentials',
    title: () => 'manage root credentials of member accounts centrally, so that new accounts have none',
    part: () => 'base',
  },
  'create-unit': {
    ...creates,
    scope: () => 'organization',
    target: ({ path }) => path.join('/'),
    title: ({ path }) => `create OU ${path.join('/')}`,
    part: () => 'base',
    // Parents first.
    rank: ({ path }) => path.length,
  },
  'create-account': {
    ...creates,
    scope: () => 'organization',
    target: ({ name }) => name,
    title: ({ name, email, underWay }) =>
      underWay === null
        ? `create account ${name} <${email}>`
        : `wait for account ${name}, which AWS is already creating`,
    part: () => 'base',
  },
  'move-account': {
    ...alters,
    scope: () => 'organization',
    target: ({ name, to }) => `${name} → ${to}`,
    title: ({ name, from, to }) =>
      from === to ? `move account ${name} to ${to}` : `move account ${name} from ${from} to ${to}`,
    part: () => 'place',
  },
} satisfies Partial<Rows>;
