import fc from '../../../support/properties.ts';
import { edit, garbage } from './garbage.ts';

/** What a file that is kept was made into: of its text, and those of other files that are kept. */
export type Damage = (bytes: Buffer, others: readonly Buffer[]) => Buffer;

/** A file with one bit the other way. */
const flipped: fc.Arbitrary<Damage> = fc
  .tuple(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.nat(7))
  .map(([where, bit]) => (bytes) => {
    const made = Buffer.from(bytes);
    const at = Math.floor(where * made.length);
    made[at] = (made[at] ?? 0) ^ (1 << bit);
    return made;
  });

const edited: fc.Arbitrary<Damage> = edit(
  fc.oneof(
    garbage,
    fc.constantFrom('0', '9', '"', ',', '{}', 'null', '\\u0000', '2099', 'Z', 'globex', 'acme'),
  ),
).map((one) => (bytes) => Buffer.from(one(bytes.toString())));

/** Values of another type, kind or time in the place of one that is there. */
const replaced: fc.Arbitrary<Damage> = fc
  .tuple(
    fc.nat(20),
    fc.oneof(
      garbage,
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom<unknown[]>(0, -1, 1e308, null, [], {}, true, 'mfa', 'globex', '2099-01-01T00:00:00Z'),
      fc.constantFrom<unknown[]>(
        '1970-01-01T00:00:00Z',
        '2030-13-01T00:00:00Z',
        '+275760-09-13T00:00:00Z',
        Date.UTC(2099, 0),
      ),
    ),
  )
  .map(([place, value]) => (bytes) => {
    const places: { readonly of: Record<string, unknown>; readonly key: string }[] = [];
    const visit = (of: unknown) => {
      if (typeof of !== 'object' || of === null) return;
      for (const key of Object.keys(of)) {
        places.push({ of: of as Record<string, unknown>, key });
        visit((of as Record<string, unknown>)[key]);
      }
    };
    const content: unknown = JSON.parse(bytes.toString());
    visit(content);
    const chosen = places[place % places.length];
    if (chosen) chosen.of[chosen.key] = value;
    return Buffer.from(JSON.stringify(content));
  });

/** A part of another file that is kept, or all of it. */
const borrowed: fc.Arbitrary<Damage> = fc
  .tuple(fc.nat(5), fc.constantFrom('all', 'session', 'key', 'issuedAt', 'granted', 'uses', 'sum'))
  .map(([which, part]) => (bytes, others) => {
    const other = others[which % others.length] ?? bytes;
    if (part === 'all') return other;
    const [mine, theirs] = [bytes, other].map((one) => JSON.parse(one.toString()) as Record<string, unknown>);
    return Buffer.from(JSON.stringify({ ...mine, [part]: theirs?.[part] }));
  });

const strange: fc.Arbitrary<Damage> = fc
  .constantFrom(
    ...['', 'null', '0', '[]', '{}', '""', '\u0000', '{"format":1}', '{"format":1,"uses":{"__proto__":5}}'],
    ...['{"__proto__":{"format":1}}', '{"format":1,"key":"","session":{"__proto__":{}}}', '['.repeat(60_000)],
    ' '.repeat(2_000_000),
  )
  .map((text) => () => Buffer.from(text));

export const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 4, arbitrary: flipped },
  { weight: 3, arbitrary: edited },
  { weight: 4, arbitrary: replaced },
  { weight: 3, arbitrary: borrowed },
  { weight: 1, arbitrary: strange },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 80 }).map((bytes) => () => Buffer.from(bytes)) },
);
