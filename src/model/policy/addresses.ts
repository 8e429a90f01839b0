/**
 * IP addresses as numbers on one line: those of IPv4 first, those of IPv6 behind them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */
export interface AddressRange {
  readonly first: bigint;
  readonly last: bigint;
}

const V4: AddressRange = { first: 0n, last: (1n << 32n) - 1n };
const V6: AddressRange = { first: 1n << 32n, last: (1n << 32n) + (1n << 128n) - 1n };

/** An address or CIDR block; undefined for a form whose meaning is not certain. */
export function readRange(text: string): AddressRange | undefined {
  const [address = '', prefix, ...rest] = text.split('/');
  if (rest.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return undefined;
  const v4 = readV4(address);
  if (v4 !== undefined) return block(V4, v4, 32, prefix);
  const v6 = readV6(address);
  return v6 === undefined ? undefined : block(V6, v6, 128, prefix);
}

/**
 * One address of each cell that the points divide all addresses into.
 *
 * @param points first and last addresses of ranges
 */
export function sampleAddresses(points: readonly bigint[]): readonly bigint[] {
  const candidates = [V4.first, V6.first, ...points.flatMap((point) => [point - 1n, point, point + 1n])];
  return [...new Set(candidates)].filter(
    (one) => (V4.first <= one && one <= V4.last) || (V6.first <= one && one <= V6.last),
  );
}

function block(family: AddressRange, address: bigint, bits: number, prefix = String(bits)) {
  const length = Number(prefix);
  if (length > bits) return undefined;
  const size = 1n << BigInt(bits - length);
  const first = family.first + (address / size) * size;
  return { first, last: first + size - 1n };
}

function readV4(text: string): bigint | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  const bytes = match?.slice(1, 5).map(Number);
  if (bytes === undefined || bytes.some((byte) => byte > 255)) return undefined;
  return bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

/** An IPv4 address within one of IPv6 is left out: whether the two are the same is not documented. */
function readV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2 || !text.includes(':')) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const zeros = 8 - head.length - tail.length;
  if (halves.length === 2 ? zeros < 1 : zeros !== 0) return undefined;
  const groups = [...head, ...Array<string>(zeros).fill('0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  const address = groups.reduce((sum, group) => sum * 65_536n + BigInt(Number.parseInt(group, 16)), 0n);
  return address >> 32n === 0xffffn ? undefined : address;
}
