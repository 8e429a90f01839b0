import type { Protection, ProtectionState } from '../../report/protections.ts';
import { escapeName } from '../escape.ts';
import type { Tone } from './parts/badge.tsx';
import { DataTable } from './parts/data-table.tsx';
import { Mark } from './parts/severity.tsx';

const words: Readonly<Record<ProtectionState, readonly [Tone, string]>> = {
  holds: ['good', 'holds'],
  differs: ['high', 'does not hold'],
  unknown: ['medium', 'unknown'],
  off: ['plain', 'turned off'],
};

/** The protection of every account: which parts are in place, missing or unknown. */
export function Protections({ protections }: { protections: readonly Protection[] }) {
  return (
    <div class="protections">
      <DataTable
        caption="What protects every account"
        columns={[{ title: 'Protection' }, { title: 'State' }, { title: 'Details' }]}
        rows={protections.map(({ topic, claim, state, detail }) => {
          const [tone, word] = words[state];
          return [
            <>
              <small class="topic">{topic}</small>
              {claim}
            </>,
            <Mark key="state" tone={tone} word={word} />,
            <span key="detail" class="soft">
              {detail === null ? '' : escapeName(detail)}
            </span>,
          ];
        })}
      />
    </div>
  );
}

/** How many of the protections that are wanted hold, `8 of 9`, for the navigation; nothing if all do. */
export function protectionsNote(protections: readonly Protection[]): string {
  const wanted = protections.filter(({ state }) => state !== 'off');
  const holding = wanted.filter(({ state }) => state === 'holds');
  return holding.length === wanted.length ? '' : `${holding.length} of ${wanted.length}`;
}
