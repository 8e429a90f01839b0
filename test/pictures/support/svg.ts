import type { Color, Run, Style } from '../../support/screen.ts';

export interface Picture {
  /** What the window is named, and what is read to a reader who cannot see it. */
  readonly title: string;
  readonly description: string;
  /** Of the terminal. All pictures have those of the same one, so that they have one width. */
  readonly columns: number;
  readonly lines: readonly (readonly Run[])[];
}

const fontSize = 14;
/** Of the widest usual monospace font; each piece is drawn in exactly its columns, whatever the font. */
const cellWidth = 8.4;
const lineHeight = 21;
const padding = 24;
const bar = 36;
const radius = 10;

/** Dark on any page; each colour is readable on the window's ground (4.5:1 and more). */
const palette = {
  ground: '#0d1117',
  bar: '#161b22',
  border: '#3d444d',
  text: '#e6edf3',
  dim: '#9198a1',
  red: '#ff7b72',
  green: '#56d364',
  yellow: '#e3b341',
  blue: '#79c0ff',
  cyan: '#56d4dd',
} as const;

/**
 * A window of a terminal as SVG: text stays text, and nothing is loaded from elsewhere.
 *
 * @throws Error for a line that does not fit into the window
 */
export function renderSvg({ title, description, columns, lines }: Picture): string {
  const long = lines.flat().find(({ column, text }) => column + width(text) > columns);
  if (long !== undefined) throw new Error(`wider than ${columns} columns: ${long.text}`);
  const inner = round(columns * cellWidth);
  const total = {
    width: Math.ceil(inner + 2 * padding),
    height: bar + lines.length * lineHeight + 2 * padding,
  };
  const texts = lines.flatMap((runs, row) => runs.map((run) => textElement(run, row)));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${total.width}" height="${total.height}" viewBox="0 0 ${total.width} ${total.height}" role="img" aria-labelledby="title description">
<title id="title">${escapeXml(title)}</title>
<desc id="description">${escapeXml(description)}</desc>
<style>
text { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace; font-size: ${fontSize}px; fill: ${palette.text}; white-space: pre; }
.bold { font-weight: 700; }
${(['dim', 'red', 'green', 'yellow', 'blue', 'cyan'] as const).map((name) => `.${name} { fill: ${palette[name]}; }`).join('\n')}
</style>
<rect x="0.5" y="0.5" width="${total.width - 1}" height="${total.height - 1}" rx="${radius}" fill="${palette.ground}" stroke="${palette.border}"/>
<path d="M1 ${bar}V${radius}a${radius - 1} ${radius - 1} 0 0 1 ${radius - 1} ${1 - radius}H${total.width - radius}a${radius - 1} ${radius - 1} 0 0 1 ${radius - 1} ${radius - 1}V${bar}z" fill="${palette.bar}"/>
<path d="M1 ${bar + 0.5}H${total.width - 1}" stroke="${palette.border}"/>
<circle cx="25" cy="18.5" r="6" fill="#ff5f57"/><circle cx="45" cy="18.5" r="6" fill="#febc2e"/><circle cx="65" cy="18.5" r="6" fill="#28c840"/>
<text class="dim" x="${total.width / 2}" y="23" text-anchor="middle" style="font-size: 13px">${escapeXml(title)}</text>
${texts.join('\n')}
</svg>
`;
}

function textElement({ column, text, style }: Run, row: number): string {
  const x = round(padding + column * cellWidth);
  const y = bar + padding + row * lineHeight + 15;
  const names = classesOf(style);
  const look = names.length === 0 ? '' : ` class="${names.join(' ')}"`;
  const length = round(width(text) * cellWidth);
  return `<text${look} x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs">${escapeXml(text)}</text>`;
}

function classesOf({ bold, dim, color }: Style): readonly (Color | 'bold' | 'dim')[] {
  return [...(bold ? ['bold' as const] : []), ...(color !== null ? [color] : dim ? ['dim' as const] : [])];
}

/** Columns: each character that the program prints has one. */
function width(text: string): number {
  return [...text].length;
}

function round(number: number): number {
  return Math.round(number * 100) / 100;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
