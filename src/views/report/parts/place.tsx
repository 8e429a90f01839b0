import type { Place } from '../../../plan/difference.ts';
import { Code, Name } from './name.tsx';

/** Where a finding is: the kind of place, its name and its id, each readable whatever script the name is in. */
export function PlaceName({ place: { kind, name, accountId } }: { place: Place }) {
  if (kind === 'configuration') return <>configuration</>;
  const words = { ops: 'account', management: 'management account' } as const;
  return (
    <>
      {kind === 'ops' || kind === 'management' ? words[kind] : kind}
      {kind !== 'management' && (
        <>
          {' '}
          <b>
            <Name>{name}</Name>
          </b>
        </>
      )}
      {accountId !== null && (
        <>
          {' '}
          <Code>{accountId}</Code>
        </>
      )}
    </>
  );
}
