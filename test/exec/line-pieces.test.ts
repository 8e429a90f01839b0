import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LinePieces } from '../../src/exec/line-pieces.ts';

/** The lines and pieces of chunks, as text. */
function pieces(chunks: readonly Buffer[], most?: number): readonly string[] {
  const cutter = new LinePieces(most);
  return [...chunks.flatMap((chunk) => cutter.add(chunk)), ...cutter.end()].map((line) => line.toString());
}

const cutAt = (bytes: Buffer, sizes: readonly number[]): readonly Buffer[] => {
  const chunks: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return [...chunks, bytes.subarray(at)];
};

describe('LinePieces', () => {
  it('gives each line once it has ended, and the last without an end', () => {
    const cutter = new LinePieces();
    expect(cutter.add(Buffer.from('one\ntw')).map(String)).toEqual(['one']);
    expect(cutter.add(Buffer.from('o\n\nthr')).map(String)).toEqual(['two', '']);
    expect(cutter.end().map(String)).toEqual(['thr']);
    expect(cutter.end()).toEqual([]);
  });

  it('gives the same lines however they come', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.nat(9)), (words, sizes) => {
        const lines = words.map((word) => word.replaceAll('\n', ''));
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        expect(pieces(cutAt(bytes, sizes))).toEqual(lines.map((line) => Buffer.from(line).toString()));
      }),
    );
  });

  it('cuts a line that is longer than the bound, and loses nothing', () => {
    expect(pieces([Buffer.from('abcdefgh\nij\n')], 3)).toEqual(['abc', 'def', 'gh', 'ij']);
    // A line as long as the bound is whole.
    expect(pieces([Buffer.from('abc\nd')], 3)).toEqual(['abc', 'd']);
    const long = Buffer.alloc(1_000, 'x');
    const found = pieces(cutAt(long, [1, 400, 5]), 64);
    expect(found.join('')).toBe(long.toString());
    expect(Math.max(...found.map((one) => one.length))).toBe(64);
  });

  it('cuts between characters', () => {
    for (const text of ['aé€🙂', '🙂🙂🙂', '€€€€', 'ééééé']) {
      for (const most of [4, 5, 6, 7]) {
        const found = pieces([Buffer.from(text)], most);
        expect(found.join('')).toBe(text);
        for (const one of found) expect(Buffer.byteLength(one)).toBeLessThanOrEqual(most);
      }
    }
  });

  it('takes what is no text as it is', () => {
    const cutter = new LinePieces(4);
    const bytes = Buffer.from([0xff, 0x80, 0x80, 0x80, 0x80, 0x80, 0xc3, 0x0a, 0x00]);
    expect(Buffer.concat([...cutter.add(bytes), ...cutter.end()])).toEqual(
      Buffer.from(bytes.filter((byte) => byte !== 0x0a)),
    );
  });
});
