/** Colors for one stream; each function returns the text unchanged if the stream has none. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  /** One of several colours, to tell apart what has no other meaning; left out where there are no colours. */
  tint?(text: string, shade: number): string;
}

const same = (text: string) => text;

export const plain: Paint = { bold: same, dim: same, good: same, bad: same, warn: same };
