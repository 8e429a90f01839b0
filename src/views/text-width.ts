/** Two columns each: the East Asian Wide and Fullwidth characters, and emoji. https://www.unicode.org/reports/tr11/ */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{17000}-\u{18dff}\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Drawn over the character before. */
const combining = /[\p{Mn}\p{Me}]/u;

const plainText = /^[\u0020-\u007e]*$/;

/** How many columns of a terminal a text takes. Characters that are not shown are to be escaped before. */
export function textWidth(text: string): number {
  if (plainText.test(text)) return text.length;
  return [...text].reduce((sum, character) => sum + widthOf(character), 0);
}

/** The beginning of a text that takes at most so many columns. */
export function withinWidth(text: string, most: number): string {
  let left = most;
  let kept = '';
  for (const character of text) {
    left -= widthOf(character);
    if (left < 0) break;
    kept += character;
  }
  return kept;
}

function widthOf(character: string): number {
  if (combining.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
