/**
 * 64 bits in hex, of two 32-bit variants of FNV-1a over UTF-16 code units; ready at once, where `node:crypto` would
 * have to be loaded.
 */
export function hashOf(text: string): string {
  let high = 0x811c9dc5;
  let low = 0xcbf29ce4;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code ^ index, 0x01000193);
  }
  return hex(high) + hex(low);
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
