import { requireNumber, validationError } from './constraints.ts';

export interface PageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface PageOutput {
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

/**
 * A page of a list, and what leads to the next. Where not all fits, the page holds fewer items than asked for, which
 * IAM allows itself: only IsTruncated says whether there are more.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html
 *
 * @param keyOf what the list is ordered by, unique in it: the marker, which holds also when items come and go
 */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  input: PageInput,
): { readonly items: readonly T[]; readonly page: PageOutput } {
  const limit = requireNumber(input.MaxItems ?? 100, 'maxItems', 1, 1000);
  const after = input.Marker === undefined ? undefined : readMarker(input.Marker);
  const keyed = items
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === undefined || key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  if (keyed.length <= limit) return { items: keyed.map(({ item }) => item), page: { IsTruncated: false } };
  const shown = keyed.slice(0, Math.max(1, limit - 1));
  const last = shown.at(-1)?.key ?? '';
  return {
    items: shown.map(({ item }) => item),
    page: { IsTruncated: true, Marker: Buffer.from(last).toString('base64') },
  };
}

function readMarker(marker: string): string {
  const text = Buffer.from(marker, 'base64').toString();
  if (marker === '' || Buffer.from(text).toString('base64') !== marker) {
    throw validationError('Invalid Marker.');
  }
  return text;
}
