import type { AccountSnapshot } from '../../model/organization.ts';
import type { Repair } from '../difference.ts';
import { type DiffContext, whereIs } from './context.ts';

/** The move of an account from where it was seen. */
export function moveTo(account: AccountSnapshot, to: string, context: DiffContext): Repair {
  const { name, id } = account;
  return {
    change: { kind: 'move-account', name, accountId: id, from: whereIs(context, account), to },
    consent: false,
  };
}
