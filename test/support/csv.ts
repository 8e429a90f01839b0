/** The rows of a CSV text, read as strictly as RFC 4180 has it: what is none throws. */
export function parseCsv(text: string): readonly (readonly string[])[] {
  if (!text.endsWith('\r\n')) throw new Error('the last line has no end');
  const rows: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (found === null) throw new Error(`no CSV from ${JSON.stringify(text.slice(cell.lastIndex - 20))} on`);
    const [, raw = '', end] = found;
    rows.at(-1)?.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end === '\r\n') rows.push([]);
  }
  rows.pop();
  if (rows.some((row) => row.length !== rows[0]?.length)) throw new Error('rows differ in length');
  return rows;
}
