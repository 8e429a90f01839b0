/** A setting of a block: its name, and its value as an expression of HCL. */
export type HclSetting = readonly [name: string, expression: string];

/**
 * A quoted template that stands for exactly this text.
 * https://developer.hashicorp.com/terraform/language/expressions/strings
 */
export function hclString(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replace(
      /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .replace(/([$%])\{/g, '$1$1{');
  return `"${escaped}"`;
}

/** Settings in lines of their own, as `terraform fmt` aligns them. */
export function hclSettings(settings: readonly HclSetting[], indent: string): readonly string[] {
  const width = Math.max(...settings.map(([name]) => name.length));
  return settings.map(([name, expression]) => `${indent}${name.padEnd(width)} = ${expression}`);
}
