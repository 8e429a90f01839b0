import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type LineTarget, PrefixedOutput } from '../../src/exec/prefixed-output.ts';

/** Lets everything happen that waits for nothing else. */
const settled = async () => {
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));
};

function output(prefix: string, write: LineTarget['write'], shown: LineTarget['shown'] = (line) => line) {
  return new PrefixedOutput({ prefix, shown, write });
}

describe('PrefixedOutput', () => {
  it('puts each line behind the prefix, and ends the last one', async () => {
    let text = '';
    const target = output('acme | ', async (bytes) => {
      text += Buffer.from(bytes);
      return true;
    });
    await target.read(Readable.from([Buffer.from('one\ntw'), Buffer.from('o\n\nrest')]));
    expect(text).toBe('acme | one\nacme | two\nacme | \nacme | rest\n');
  });

  it('writes whole lines, however those of two programs come', async () => {
    let text = '';
    const write = async (bytes: Uint8Array) => {
      text += Buffer.from(bytes);
      await settled();
      return true;
    };
    const slowly = async function* (word: string) {
      for (const part of `${word} ${word}\n`.repeat(5)) {
        await new Promise((resolve) => setImmediate(resolve));
        yield Buffer.from(part);
      }
    };
    await Promise.all([
      output('a| ', write).read(Readable.from(slowly('one'))),
      output('b| ', write).read(Readable.from(slowly('two'))),
    ]);
    const lines = text.trimEnd().split('\n').sort();
    expect(lines).toEqual([...Array(5).fill('a| one one'), ...Array(5).fill('b| two two')]);
  });

  it('passes bytes that are no text through', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80]);
    const written: Uint8Array[] = [];
    const target = output('', async (one) => written.push(one) > 0);
    await target.read(Readable.from([bytes]));
    expect(Buffer.concat(written)).toEqual(Buffer.concat([bytes, Buffer.from('\n')]));
  });

  it('reads no more than is taken', async () => {
    let pulled = 0;
    const long = function* () {
      while (pulled < 1_000) {
        pulled += 1;
        yield Buffer.alloc(1_000, 'x\n');
      }
    };
    let taken = () => {};
    const source = Readable.from(long(), { objectMode: false, highWaterMark: 1_000 });
    const target = output('', () => new Promise((resolve) => (taken = () => resolve(true))));
    const reading = target.read(source);
    await settled();
    const before = pulled;
    expect(before).toBeLessThan(6);
    expect(target.isWriting).toBe(true);
    await settled();
    expect(pulled).toBe(before);
    taken();
    await settled();
    expect(pulled).toBeGreaterThan(before);
    source.destroy();
    taken();
    await settled();
    taken();
    await reading;
    expect(target.isWriting).toBe(false);
  });

  it('ends the stream where the reader went away', async () => {
    const source = Readable.from([Buffer.from('a\n'), Buffer.from('b\n')]);
    let writes = 0;
    await output('', async () => {
      writes += 1;
      return false;
    }).read(source);
    expect({ writes, destroyed: source.destroyed }).toEqual({ writes: 1, destroyed: true });
  });
});
