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
