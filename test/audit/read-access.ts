import type { SandboxState } from '../../src/sandbox/state.ts';
import { documentOf, type Json } from './edits.ts';

/** What lets people see what they are granted, written here by hand. */
export function readAccess(ops: string, parts: Json = {}): string {
  const arn = `arn:aws:iam::${ops}`;
  return documentOf({
    Effect: 'Allow',
    Action: ['iam:Get*', 'iam:List*'],
    Resource: [`${arn}:user/\${aws:username}`, `${arn}:group/*`, `${arn}:policy/*`],
    ...parts,
  });
}

/** The group gives it, not each user to himself. */
export function giveReadAccessByGroup(state: SandboxState, ops: string): void {
  const iam = state.iam[ops];
  const person = iam?.users['ops-user'];
  const group = iam?.groups['production'];
  if (person === undefined || group === undefined) throw new Error('the base structure has no Ops');
  delete person.inline['read-own-access'];
  group.inline['read-own-access'] ??= { document: readAccess(ops), effectiveAt: 0 };
}
