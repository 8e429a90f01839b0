import { commandOf } from '../../model/account-kind.ts';
import {
  isTrueToName,
  overAt,
  type Revocation,
  readRevocations,
  revokedWords,
} from '../../model/revocations.ts';
import type { Role } from '../../model/snapshot.ts';
import type { Difference } from '../difference.ts';
import { type DiffContext, difference } from './context.ts';
import type { RoleWords } from './role-words.ts';

/** An inline policy of a role that does nothing but end sessions. */
interface RevocationPolicy {
  readonly name: string;
  readonly document: string;
  readonly revocations: readonly Revocation[];
}

/**
 * Milliseconds that a revocation may be ahead of this machine's clock. One that is further ahead does not end sessions: it
 * keeps people from working with any.
 */
const mostAhead = 3_600_000;

/** The inline policies of a role that are revocations, whatever their names: others are not told of here. */
export function revocationsIn(role: Role, now: number | undefined): readonly RevocationPolicy[] {
  return (role.inlineDocuments ?? []).flatMap(({ name, document }) => {
    const revocations = readRevocations(document);
    const isPast =
      revocations?.every(({ before }) => now === undefined || before - now <= mostAhead) === true;
    // What is rewritten to end nobody's sessions must not pass for what it is called.
    return isPast && revocations !== null && isTrueToName(name, revocations)
      ? [{ name, document, revocations }]
      : [];
  });
}

/** Each with the day on which it can go, and what deletes it from then on. */
export function revocationDifferences(
  role: Role,
  { subject, place, owner }: Pick<RoleWords, 'subject' | 'place' | 'owner'>,
  context: DiffContext,
): readonly Difference[] {
  const { now } = context.known;
  return revocationsIn(role, now).map(({ name, document, revocations }) => {
    const over = Math.max(...revocations.map(overAt));
    const isOver = now !== undefined && now >= over;
    const before = isoOf(Math.max(...revocations.map((one) => one.before)));
    const people = revokedWords(revocations);
    return difference({
      check: 'revocation',
      subject: `${subject}/${name}`,
      place,
      message: isOver
        ? `the policy ${name} of the role ${role.name} no longer ends any session`
        : `the role ${role.name} ends the sessions of ${people} that began before ${before}`,
      expected: 'no such policy',
      actual: `inline policy ${name}`,
      evidence: [
        isOver
          ? `the policy ended the sessions of ${people} that began before ${before}; the last of these sessions expired at ${isoOf(over)}`
          : `the last of these sessions expires at ${isoOf(over)}; after that, diverst org repair deletes the policy`,
      ],
      ...(isOver
        ? {
            repair: [
              {
                change: {
                  kind: 'delete-revocation' as const,
                  ...{ owner, role: role.name, policy: name, document },
                  onlyIfOver: true,
                },
                consent: false,
              },
            ],
          }
        : {
            fix: [
              `wait until ${isoOf(over)}`,
              `or let these sessions work again before that: ${commandOf(owner)} revoke ${owner.name} --lift`,
            ],
          }),
    });
  });
}

function isoOf(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
