import type { ComponentChildren } from 'preact';
import type { Person } from '../../report/people.ts';
import { Name } from './parts/name.tsx';
import { Time } from './parts/time.tsx';

export const personColumns = ['Person', 'Signs in with', 'MFA', 'Last used'] as const;

/** The cells of a person, in the order of these columns. */
export function personCells({
  name,
  signsInWith,
  mfaDevices,
  lastUsed,
  isLocked,
}: Person): readonly ComponentChildren[] {
  return [
    <>
      <Name>{name}</Name>
      {isLocked && ' (locked)'}
    </>,
    signsInWith === null ? 'not read' : signsInWith.length === 0 ? 'nothing' : signsInWith.join(', '),
    mfaDevices === null ? 'not read' : mfaDevices === 0 ? 'no' : 'yes',
    lastUsed === null ? signsInWith === null ? 'not read' : 'never' : <Time key="used" at={lastUsed} />,
  ];
}
