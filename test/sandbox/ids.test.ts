import { expect, test } from 'vitest';
import { emptyState } from '../../src/sandbox/base.ts';
import {
  deriveSecretAccessKey,
  newAccessKeyId,
  newAccountId,
  newCreationId,
  newIamId,
  newOrganizationId,
  newRootId,
  newUnitId,
} from '../../src/sandbox/ids.ts';

const fresh = () => emptyState({ now: 0, secret: 'ab'.repeat(32) });

test('ids have the forms that the service models give', () => {
  const state = fresh();
  expect(newAccountId(state)).toMatch(/^[1-9]\d{11}$/);
  expect(newOrganizationId(state)).toMatch(/^o-[a-z0-9]{10}$/);
  const root = newRootId(state);
  expect(root).toMatch(/^r-[0-9a-z]{4}$/);
  expect(newUnitId(state, root)).toMatch(new RegExp(`^ou-${root.slice(2)}-[a-z0-9]{8}$`));
  expect(newCreationId(state)).toMatch(/^car-[a-z0-9]{32}$/);
  expect(newAccessKeyId(state)).toMatch(/^AKIA[A-Z2-7]{16}$/);
  for (const prefix of ['AIDA', 'AGPA', 'AROA', 'ANPA'] as const) {
    expect(newIamId(state, prefix)).toMatch(new RegExp(`^${prefix}[A-Z2-7]{17}$`));
  }
  expect(deriveSecretAccessKey(state.secret, 'AKIAX')).toMatch(/^[A-Za-z0-9+/]{40}$/);
});

test('the same state gives the same ids, and no id comes twice', () => {
  const [one, other] = [fresh(), fresh()];
  const ids = Array.from({ length: 2000 }, () => newAccountId(one));
  expect(Array.from({ length: 2000 }, () => newAccountId(other))).toEqual(ids);
  expect(new Set(ids).size).toBe(2000);
});

test('another secret gives other ids', () => {
  expect(newAccountId(fresh())).not.toBe(newAccountId(emptyState({ now: 0, secret: 'cd'.repeat(32) })));
});

test('an account id that a creation under way will take is not given again', () => {
  const [one, other] = [fresh(), fresh()];
  const accountId = newAccountId(one);
  other.creations['car-1'] = {
    id: 'car-1',
    accountName: 'a',
    email: 'a@b.cd',
    roleName: 'r',
    tags: {},
    requestedAt: 0,
    completesAt: 1,
    accountId,
  };
  expect(newAccountId(other)).not.toBe(accountId);
});
