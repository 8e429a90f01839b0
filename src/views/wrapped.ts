/**
 * Lines that break between words, where there is a width to keep to.
 * @param start what stands before the first line, `column` wide; further lines begin below the text
 * @param width columns; null for one line, however long
 */
export function wrapped(
  start: string,
  text: string,
  width: number | null,
  column = start.length,
): readonly string[] {
  const room = width === null ? Number.POSITIVE_INFINITY : Math.max(20, width - column);
  const lines: string[] = [];
  let rest = [...text];
  while (rest.length > room) {
    const space = rest.lastIndexOf(' ', room);
    const end = space > room / 2 ? space : room;
    lines.push(rest.slice(0, end).join(''));
    rest = rest.slice(rest[end] === ' ' ? end + 1 : end);
  }
  lines.push(rest.join(''));
  return lines.map((line, index) => (index === 0 ? start : ' '.repeat(column)) + line);
}
