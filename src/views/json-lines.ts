/** Characters of a line, indentation included, as long as nothing in it is longer. */
const widest = 72;

/**
 * JSON for people: what fits into a line stays on it.
 * @param text JSON; what is none is its own single line
 */
export function jsonLines(text: string): readonly string[] {
  try {
    return linesOf(JSON.parse(text), '', '');
  } catch {
    return [text];
  }
}

/** @param before what stands on the first line before the value @param indent of the first line */
function linesOf(value: unknown, indent: string, before: string): readonly string[] {
  const flat = `${indent}${before}${inOneLine(value)}`;
  if (typeof value !== 'object' || value === null || flat.length <= widest) return [flat];
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const members: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? value.map((one: unknown) => ['', one])
    : Object.entries(value).map(([key, one]) => [`${JSON.stringify(key)}: `, one]);
  const inside = members.map(([key, one], index) => {
    const lines = linesOf(one, `${indent}  `, key);
    const comma = index === members.length - 1 ? '' : ',';
    return [...lines.slice(0, -1), `${lines.at(-1) ?? ''}${comma}`];
  });
  const isList = Array.isArray(value) && value.every((one) => typeof one !== 'object');
  const lines = isList ? filled(inside.flat(), `${indent}  `) : inside.flat();
  return [`${indent}${before}${open}`, ...lines, `${indent}${close}`];
}

/** Short members share a line. */
function filled(members: readonly string[], indent: string): readonly string[] {
  const lines: string[] = [];
  for (const member of members) {
    const last = lines.at(-1);
    const joined = `${last} ${member.slice(indent.length)}`;
    if (last === undefined || joined.length > widest) lines.push(member);
    else lines[lines.length - 1] = joined;
  }
  return lines;
}

function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${inOneLine(one)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
