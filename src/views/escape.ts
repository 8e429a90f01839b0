/**
 * Names from AWS can contain any character: control characters (terminal escapes among them), characters that turn the
 * writing direction and characters that cannot be seen are shown as escapes, so no name can move the cursor or disguise
 * another.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html
 */
export function escapeName(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu,
    (character) => character.split('').map(escapeUnit).join(''),
  );
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The same for text of several lines, which keeps its line ends. */
export function escapeText(text: string): string {
  return text.split('\n').map(escapeName).join('\n');
}
