import type { ContractCase } from '../support/case.ts';
import { type Settings, variables } from './settings.ts';

/** Why a case is not tried; null for one that is. */
export function reasonToSkip({ kind, signs }: ContractCase, settings: Settings): string | null {
  if (kind === 'special') return 'needs what no client can prepare';
  if (kind === 'creates-account' && !settings.createsAccounts) {
    return `creates an account: set ${variables.createAccounts}=1 and ${variables.email}`;
  }
  if (signs !== 'management' && settings.memberId === undefined) return withoutMember;
  return null;
}

/** Said also of a case that asks for the member account in its course. */
export const withoutMember = `needs a member account: set ${variables.member}`;
