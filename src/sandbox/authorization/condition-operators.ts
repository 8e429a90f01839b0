import { BlockList, isIP } from 'node:net';
import { arnMatches } from './arn-pattern.ts';
import { type GlobOptions, globMatches, readGlob, type Variables } from './glob.ts';

/** Whether one value of the request matches one value of the policy. */
type Comparison = (actual: string, expected: string, variables: Variables | undefined) => boolean;

export interface ConditionOperator {
  readonly matches: Comparison;
  /** Not…: it holds when no value matches, and for a key that the request does not have. */
  readonly negated: boolean;
}

const equal: Comparison = (actual, expected, variables) => {
  const glob = readGlob(expected, { variables, wildcards: false });
  return glob !== undefined && globMatches(glob, actual);
};

const equalIgnoringCase: Comparison = (actual, expected, variables) => {
  const lowered = variables && ((name: string) => variables(name)?.toLowerCase());
  return equal(actual.toLowerCase(), expected.toLowerCase(), lowered);
};

const like: Comparison = (actual, expected, variables) => {
  const glob = readGlob(expected, { variables, wildcards: true });
  return glob !== undefined && globMatches(glob, actual);
};

const arnLike: Comparison = (actual, expected, variables) => {
  const options: GlobOptions = { variables, wildcards: true };
  return arnMatches(expected, actual, options);
};

const bool: Comparison = (actual, expected) => actual.toLowerCase() === expected.toLowerCase();

function numeric(holds: (actual: number, expected: number) => boolean): Comparison {
  return (actual, expected) => {
    const [a, b] = [toNumber(actual), toNumber(expected)];
    return a !== undefined && b !== undefined && holds(a, b);
  };
}

function date(holds: (actual: number, expected: number) => boolean): Comparison {
  return (actual, expected) => {
    const [a, b] = [toTime(actual), toTime(expected)];
    return a !== undefined && b !== undefined && holds(a, b);
  };
}

function toNumber(text: string): number | undefined {
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? undefined : value;
}

/** ISO 8601, or seconds since 1970. */
function toTime(text: string): number | undefined {
  const seconds = toNumber(text);
  const time = seconds === undefined ? Date.parse(text) : seconds * 1000;
  return Number.isNaN(time) ? undefined : time;
}

/** An address in a CIDR block; without a prefix length the address itself. */
const inBlock: Comparison = (actual, expected) => {
  const [network = '', length] = expected.split('/');
  const version = isIP(network);
  if (version === 0 || isIP(actual) !== version) return false;
  const family = version === 6 ? 'ipv6' : 'ipv4';
  const longest = version === 6 ? 128 : 32;
  const prefix = length === undefined ? longest : toNumber(length);
  if (prefix === undefined || !Number.isInteger(prefix) || prefix < 0 || prefix > longest) return false;
  const block = new BlockList();
  block.addSubnet(network, prefix, family);
  return block.check(actual, family);
};

const positive = (matches: Comparison): ConditionOperator => ({ matches, negated: false });
const negative = (matches: Comparison): ConditionOperator => ({ matches, negated: true });

/**
 * Every operator but Null, which asks for the key and not for a value, and BinaryEquals, which no key here needs.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const conditionOperators: ReadonlyMap<string, ConditionOperator> = new Map([
  ['StringEquals', positive(equal)],
  ['StringNotEquals', negative(equal)],
  ['StringEqualsIgnoreCase', positive(equalIgnoringCase)],
  ['StringNotEqualsIgnoreCase', negative(equalIgnoringCase)],
  ['StringLike', positive(like)],
  ['StringNotLike', negative(like)],
  ['NumericEquals', positive(numeric((a, b) => a === b))],
  ['NumericNotEquals', negative(numeric((a, b) => a === b))],
  ['NumericLessThan', positive(numeric((a, b) => a < b))],
  ['NumericLessThanEquals', positive(numeric((a, b) => a <= b))],
  ['NumericGreaterThan', positive(numeric((a, b) => a > b))],
  ['NumericGreaterThanEquals', positive(numeric((a, b) => a >= b))],
  ['DateEquals', positive(date((a, b) => a === b))],
  ['DateNotEquals', negative(date((a, b) => a === b))],
  ['DateLessThan', positive(date((a, b) => a < b))],
  ['DateLessThanEquals', positive(date((a, b) => a <= b))],
  ['DateGreaterThan', positive(date((a, b) => a > b))],
  ['DateGreaterThanEquals', positive(date((a, b) => a >= b))],
  ['Bool', positive(bool)],
  ['IpAddress', positive(inBlock)],
  ['NotIpAddress', negative(inBlock)],
  // Equals and Like are the same for ARNs: both take wildcards.
  ['ArnEquals', positive(arnLike)],
  ['ArnLike', positive(arnLike)],
  ['ArnNotEquals', negative(arnLike)],
  ['ArnNotLike', negative(arnLike)],
]);
