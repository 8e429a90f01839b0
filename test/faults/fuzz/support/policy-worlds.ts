import type { SandboxState } from '../../../../src/sandbox/state.ts';
import type { Cast } from '../../../audit/cast.ts';
import { type Door, daily, isOpen, populate } from '../../../audit/doors.ts';
import {
  addPolicy,
  grantName,
  groupOf,
  opsUserOf,
  putInlineText,
  setTrustText,
} from '../../../audit/edits.ts';
import { open, type Prepared } from '../../../audit/prepared.ts';
import fc from '../../../support/properties.ts';
import { forAccounts, grantDocument, trustDocument } from './documents.ts';

/** Where a document is put. */
export interface Placed {
  readonly place: 'trust' | 'other-trust' | 'grant' | 'inline' | 'managed' | 'user';
  readonly document: string;
}

export const trustWorld: fc.Arbitrary<readonly Placed[]> = fc
  .tuple(trustDocument, fc.option(trustDocument, { freq: 3 }))
  .map(([first, second]): readonly Placed[] => [
    { place: 'trust', document: first },
    ...(second === null ? [] : [{ place: 'other-trust', document: second } as const]),
  ]);

export const grantWorld: fc.Arbitrary<readonly Placed[]> = fc.uniqueArray(
  fc.record({
    place: fc.constantFrom('grant' as const, 'inline' as const, 'managed' as const, 'user' as const),
    document: grantDocument,
  }),
  { minLength: 1, maxLength: 2, selector: ({ place }) => place },
);

/** A document with the ids of these accounts. */
export function textFor(document: string, { ops, client, other }: Cast): string {
  return forAccounts(document, { ops, client: client.accountId, other: other.accountId });
}

export function apply(state: SandboxState, cast: Cast, placed: readonly Placed[]): void {
  for (const { place, document } of placed) {
    const text = textFor(document, cast);
    switch (place) {
      case 'trust':
        setTrustText(state, cast.client, text);
        break;
      case 'other-trust':
        setTrustText(state, cast.third, text);
        break;
      case 'grant':
        putInlineText(groupOf(state, cast), grantName(cast.client), text);
        break;
      case 'inline':
        putInlineText(groupOf(state, cast), 'more', text);
        break;
      case 'managed': {
        const { attached } = groupOf(state, cast);
        const arn = addPolicy(state, cast.ops, 'more-managed', text);
        if (!attached.includes(arn)) attached.push(arn);
        break;
      }
      case 'user':
        putInlineText(opsUserOf(state, cast), 'own', text);
    }
  }
}

/** Who is outside, for whom every client is shut; what he has to show is what conditions ask for. */
export const outside: readonly Door[] = (['neighbour', 'stranger', 'inmate', 'admin'] as const).map(
  (who) => ({
    who,
    mfa: true,
    with: { ExternalId: 'xyz' },
  }),
);

/** What is shut for whoever is inside: only the policies of people keep them out. */
export const inside: readonly Door[] = [
  ...['CLIENT-secret', 'CLIENT-productioX', 'OrganizationAccountAccessRole', 'OTHER/CLIENT-production'],
].map((role) => ({ who: 'person', role }));

/** What a person in the group needs for daily work. */
export const needed: readonly Door[] = [
  { who: 'person', with: daily },
  { who: 'person', with: daily, role: 'OTHER' },
];

/** Which of these doors are open in a copy with people in it, by the sandbox's own evaluation. */
export async function openDoors(
  ground: Prepared,
  placed: readonly Placed[],
  doors: readonly Door[],
): Promise<readonly Door[]> {
  const organization = open(ground);
  organization.sandbox.edit((state) => {
    populate(state, ground.cast);
    apply(state, ground.cast, placed);
  });
  const found: Door[] = [];
  for (const door of doors) if (await isOpen(organization, ground.cast, door)) found.push(door);
  return found;
}
