import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/model/failure.ts';
import type { Account } from '../../src/model/snapshot.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import { matchAccount } from '../../src/plan/match-account.ts';

const production = 'ou-prod';

function account(facts: Partial<Account>): Account {
  return {
    id: '111122223333',
    name: 'acme',
    email: 'aws+acme@example.com',
    state: 'ACTIVE',
    parentId: production,
    joinedAt: 0,
    joinedMethod: 'CREATED',
    ...facts,
  };
}

const query = {
  kind: defaultStructure.kinds.client,
  name: 'acme',
  explicitEmail: null,
  templateEmail: 'aws+acme@example.com',
  unitId: production,
};

function refusal(
  accounts: readonly Account[],
  changes: Partial<typeof query> | { explicitEmail: string } = {},
): Failure {
  try {
    matchAccount(accounts, { ...query, ...changes });
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('matchAccount', () => {
  it('finds none where neither name nor address is taken', () => {
    const other = account({ name: 'globex', email: 'aws+globex@example.com' });
    expect(matchAccount([other], query)).toEqual({ account: null, email: 'aws+acme@example.com' });
  });

  it('takes an account of that name and address wherever it is', () => {
    const inRoot = account({ parentId: 'r-1' });
    expect(matchAccount([inRoot], query).account).toBe(inRoot);
  });

  it('compares addresses without case', () => {
    const capital = account({ email: 'AWS+Acme@Example.com', parentId: 'r-1' });
    expect(matchAccount([capital], query).account).toBe(capital);
  });

  it('takes the account in the client’s OU by name, whatever address it was made with', () => {
    const own = account({ email: 'aws@acme.example' });
    expect(matchAccount([own], query)).toEqual({ account: own, email: 'aws@acme.example' });
    expect(matchAccount([own], { ...query, templateEmail: null })).toEqual({
      account: own,
      email: 'aws@acme.example',
    });
  });

  it('refuses the account in the client’s OU where another address is asked for by name', () => {
    const { text } = refusal([account({ email: 'aws@acme.example' })], {
      explicitEmail: 'other@example.com',
    });
    expect(text.what).toContain('the name belongs to account acme (111122223333, ACTIVE)');
    expect(text.fix?.[0]).toBe(
      'continue with that account: diverst client init acme --email aws@acme.example',
    );
  });

  it('refuses an account of that name elsewhere with another address', () => {
    const { text } = refusal([account({ email: 'aws@acme.example', parentId: 'r-1' })]);
    expect(text.what).toContain('with the email address aws@acme.example');
  });

  it('refuses an address that belongs to an account of another name, closed ones included', () => {
    const closed = account({ name: 'old', state: 'CLOSED' });
    expect(refusal([closed]).text.what).toBe(
      'cannot create the account: the email address aws+acme@example.com belongs to account old (111122223333), which is closed',
    );
  });

  it('refuses an address of an account that is there, and names the account’s own way back', () => {
    expect(refusal([account({ name: 'old' })]).text.fix).toEqual([
      'if that account belongs to client acme, rename it: aws account put-account-name --account-id 111122223333 --account-name acme',
      'if not, give another address: diverst client init acme --email aws+acme.2@example.com',
    ]);
    const second = account({ email: 'aws+acme.2@example.com', state: 'CLOSED' });
    expect(refusal([account({ name: 'old', state: 'CLOSED' }), second]).text.fix).toContain(
      'give another address: diverst client init acme --email aws+acme.3@example.com',
    );
  });

  it('refuses a name that differs only by case', () => {
    const { text } = refusal([account({ name: 'Acme', email: 'x@example.com' })]);
    expect(text.why).toBe('Names that differ only in upper and lower case are treated as the same.');
    expect(text.fix).toEqual([
      'if that account belongs to client acme, rename it: aws account put-account-name --account-id 111122223333 --account-name acme',
      'if the account belongs to someone else, choose another client name',
    ]);
  });

  it.each(['CLOSED', 'PENDING_CLOSURE'] as const)(
    'never takes one that is %s for the client’s: its address is used up, its name is not',
    (state) => {
      const is = state === 'CLOSED' ? 'is closed' : 'is being closed';
      const former = account({ state });
      expect(refusal([former]).text.what).toContain(
        'the email address aws+acme@example.com belongs to account acme',
      );
      expect(refusal([former]).text.what).toContain(is);
      const other = account({ state, email: 'it@acme.example' });
      expect(refusal([other]).text.what).toBe(`the account of client acme (111122223333) ${is}`);
      expect(refusal([other]).text.fix?.[0]).toBe(
        'create a new account for the client: diverst client init acme --email aws+acme@example.com',
      );
      const given = { ...query, explicitEmail: 'new@acme.example' };
      expect(matchAccount([former, other], given)).toEqual({ account: null, email: 'new@acme.example' });
      const living = account({ id: '444455556666', email: 'new@acme.example' });
      expect(matchAccount([former, living], query).account).toBe(living);
    },
  );

  it.each(['SUSPENDED', 'PENDING_ACTIVATION'] as const)('refuses one that is %s', (state) => {
    expect(refusal([account({ state })]).text.what).toBe(`the account acme (111122223333) is ${state}`);
  });

  it('refuses two accounts of the name, in the OU or with the address', () => {
    const second = account({ id: '444455556666', email: 'b@example.com' });
    expect(refusal([account({}), second]).text.what).toContain('2 accounts have the name acme');
    const elsewhere = { ...second, parentId: 'r-1' };
    expect(refusal([account({ parentId: 'r-1' }), elsewhere]).text.what).toContain(
      '2 accounts have the name acme',
    );
  });

  it('asks for an address where none is known', () => {
    const failure = refusal([], { templateEmail: null } as never);
    expect(failure.kind).toBe('usage');
    expect(failure.text.fix?.[0]).toContain('--email');
  });
});
