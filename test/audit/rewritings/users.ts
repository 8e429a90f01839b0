import { ofBase, type Rewriting } from '../drift.ts';
import { ageKeys, day } from '../drifts/people.ts';
import { addUser } from '../edits.ts';

/** What people may sign in with, and how long they may be away. */
export const userRewritings: readonly Rewriting[] = [
  {
    name: 'people: a password and an MFA device',
    kinds: ofBase,
    touches: 'person',
    apply: (state, { ops }) =>
      void addUser(state, ops, 'signed', { groups: ['production', 'people'], password: true, mfa: true }),
  },
  {
    name: 'people: an old user whose key is neither old nor forgotten',
    kinds: ofBase,
    touches: 'person',
    apply(state, { ops, now }) {
      const user = addUser(state, ops, 'veteran', { key: 'Active', groups: ['production'] });
      Object.assign(user, { createdAt: now - 3_000 * day });
      ageKeys(state, 'veteran', now - 90 * day, now - 90 * day);
    },
  },
  {
    name: 'people: an old key that is inactive, of a user who was just made',
    kinds: ofBase,
    touches: 'person',
    apply(state, { ops, now }) {
      addUser(state, ops, 'careless', { key: 'Inactive', groups: ['production'] });
      ageKeys(state, 'careless', now - 300 * day, now - 300 * day);
    },
  },
  {
    name: 'people: a user who was made 90 days ago and never used',
    kinds: ofBase,
    touches: 'person',
    apply: (state, { ops, now }) =>
      void Object.assign(addUser(state, ops, 'patient', { groups: ['production'] }), {
        createdAt: now - 90 * day,
      }),
  },
];
