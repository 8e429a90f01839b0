import { sampleAddresses } from './addresses.ts';
import { sampleCells, TooComplex } from './cells.ts';
import type { CellGroup } from './dimension.ts';
import type { Condition } from './document.ts';
import type { Glob } from './glob.ts';
import { cardinalityOf, isSingleClaim } from './key-cardinality.ts';
import { CURRENT_TIME, type FixedKey } from './known-context.ts';
import {
  BOOLEAN_KEYS,
  type CompiledCondition,
  compileCondition,
  isNegated,
  type Sample,
} from './operators.ts';
import { type Assume, readings } from './readings.ts';

/** A condition and the atoms that have it, as a bit mask. */
export interface ConditionUse {
  readonly condition: Condition;
  readonly atoms: bigint;
}

/** What a condition key can hold: undefined where the request lacks it, several values where it may. */
export interface KeyCell {
  readonly values: readonly Sample[] | undefined;
  readonly group: CellGroup;
}

/** Every request has these. */
const EVER_PRESENT_KEYS: ReadonlySet<string> = new Set([CURRENT_TIME]);

/** With n values that differ there are 2ⁿ - 1 sets of them. */
const MAX_MULTIVALUED_SAMPLES = 6;

interface Use extends ConditionUse {
  readonly compiled: CompiledCondition;
}

export interface KeyCellOptions {
  /** The mask of all atoms. */
  readonly all: bigint;
  /** Further patterns that the samples must distinguish. */
  readonly patterns?: readonly Glob[];
  /** Both outcomes of the key's one condition occur, although its value is not understood. */
  readonly bothOccur?: boolean;
  /** What the key holds in every request; absent where it varies. */
  readonly fixed?: FixedKey;
}

/**
 * Divides what one condition key can hold into cells.
 *
 * @param uses every distinct condition on the key
 * @throws TooComplex if there are too many cells
 */
export function keyCells(
  key: string,
  uses: readonly ConditionUse[],
  options: KeyCellOptions,
): readonly KeyCell[] {
  const compiled = uses.map((use) => ({ ...use, compiled: compileCondition(use.condition) }));
  const families = new Set(compiled.map((use) => use.compiled.family));
  const family = (['text', 'number', 'date', 'address'] as const).find((name) => families.has(name));
  const samples =
    family === undefined ? textSamples(key, compiled, options) : samplesOf(family, key, compiled, options);

  const admits = (values: readonly Sample[] | undefined) => (assume: Assume) =>
    compiled
      .filter((use) => !holds(use, family, values, assume))
      .reduce((mask, use) => mask & ~use.atoms, options.all);
  const cells: KeyCell[] = [];
  if (options.fixed === undefined && !EVER_PRESENT_KEYS.has(key)) {
    cells.push({ values: undefined, group: { occurs: true, cells: readings(admits(undefined)) } });
  }
  for (const { values, occurs } of valueSets(key, samples, compiled)) {
    const masks = readings(admits(values));
    if (options.bothOccur) cells.push(...masks.map((mask) => ({ values, group: { occurs, cells: [mask] } })));
    else cells.push({ values, group: { occurs, cells: masks } });
  }
  return cells;
}

/** Whether a condition is satisfied where the key holds these values. */
function holds(
  use: Use,
  family: CompiledCondition['family'] | undefined,
  values: readonly Sample[] | undefined,
  assume: Assume,
): boolean {
  const { compiled, condition } = use;
  const { qualifier } = condition;
  if (compiled.family === 'null') return compiled.wantsAbsent === (values === undefined);
  if (values === undefined) return holdsAbsent(condition, compiled, assume);
  // Of a key that is compared as text and as number, say, one is taken and the others left open.
  if (compiled.family === 'opaque' || compiled.family !== family) return assume(valueQuestion(condition));
  const satisfies = (value: Sample) => compiled.test(value) !== compiled.negated;
  if (qualifier === 'ForAnyValue') return values.some(satisfies);
  if (qualifier === 'ForAllValues') return values.every(satisfies);
  const [first] = values;
  // What an operator for one value makes of a key of several is not documented, nor of one that holds one of them.
  const several = values.length > 1 || cardinalityOf(condition.key) === 'several';
  if (!several && first !== undefined) return satisfies(first);
  return assume(`${valueQuestion(condition)} over several values`);
}

/**
 * Whether a condition is satisfied where the request lacks the key.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function holdsAbsent(condition: Condition, compiled: CompiledCondition, assume: Assume): boolean {
  const { operator, qualifier, ifExists } = condition;
  const negated = isNegated(operator);
  const plain = negated === false && !ifExists && qualifier !== 'ForAllValues';
  // A statement whose variable can't be resolved does not match, whatever the operator says of absent keys.
  const variables = compiled.family === 'opaque' && compiled.variables.length > 0;
  if (negated === undefined || (variables && !plain)) return assume(conditionId(condition));
  // Which of the two wins is not documented.
  if (ifExists && qualifier === 'ForAnyValue') return assume(conditionId(condition));
  if (ifExists || qualifier === 'ForAllValues') return true;
  return qualifier === 'ForAnyValue' ? false : negated;
}

/** Equal for conditions that are written the same but for the order of their values. */
export function conditionId(condition: Condition): string {
  return `${valueQuestion(condition)} ${condition.ifExists}`;
}

/** What a condition asks of a key that is present, where IfExists makes no difference. */
function valueQuestion({ operator, qualifier, key, values }: Condition): string {
  return JSON.stringify([operator, qualifier ?? '', key, ...[...values].sort()]);
}

interface ValueSample {
  readonly value: Sample;
  readonly occurs: boolean;
}

function samplesOf(
  family: 'text' | 'number' | 'date' | 'address',
  key: string,
  uses: readonly Use[],
  options: KeyCellOptions,
): readonly ValueSample[] {
  if (family === 'text') return textSamples(key, uses, options);
  if (family === 'address') {
    const points = uses.flatMap(({ compiled }) => (compiled.family === family ? compiled.points : []));
    return sampleAddresses(points).map((value) => ({ value, occurs: true }));
  }
  const points = uses.flatMap(({ compiled }) =>
    compiled.family === 'number' || compiled.family === 'date'
      ? compiled.family === family
        ? compiled.points
        : []
      : [],
  );
  const { fixed } = options;
  const samples = fixed?.kind === 'time' ? timesFrom(fixed, points) : samplesAround(points);
  return [...new Set(samples)].map((value) => ({ value, occurs: true }));
}

function samplesAround(points: readonly number[]): readonly number[] {
  const sorted = [...new Set(points)].sort((left, right) => left - right);
  return sorted.flatMap((point, index) => {
    const next = sorted[index + 1];
    const between = next === undefined ? point + 1 : (point + next) / 2;
    return index === 0 ? [point - 1, point, between] : [point, between];
  });
}

/** Times that are over hold no request any more. */
function timesFrom({ now, onwards }: Extract<FixedKey, { kind: 'time' }>, points: readonly number[]) {
  const later = onwards ? points.filter((point) => point > now) : [];
  return [now, ...samplesAround([now, ...later]).filter((time) => time > now && onwards)];
}

function textSamples(key: string, uses: readonly Use[], options: KeyCellOptions): readonly ValueSample[] {
  const { fixed } = options;
  if (fixed?.kind === 'text') return [{ value: fixed.value, occurs: true }];
  if (BOOLEAN_KEYS.has(key)) return ['true', 'false'].map((value) => ({ value, occurs: true }));
  const patterns = uses.flatMap(({ compiled }) => (compiled.family === 'text' ? compiled.patterns : []));
  // A key that Bool is applied to most likely holds nothing but these two.
  const boolean = uses.some(({ condition }) => condition.operator === 'Bool');
  return sampleCells([...patterns, ...(options.patterns ?? [])]).map((value) => ({
    value,
    occurs: !boolean || value === 'true' || value === 'false',
  }));
}

function valueSets(
  key: string,
  samples: readonly ValueSample[],
  uses: readonly Use[],
): readonly { readonly values: readonly Sample[]; readonly occurs: boolean }[] {
  const single = samples.map(({ value, occurs }) => ({ values: [value], occurs }));
  const qualified = uses.some(({ condition }) => condition.qualifier !== undefined);
  if (BOOLEAN_KEYS.has(key) || isSingleClaim(key)) return single;
  // A key of another service may hold several texts; nothing is certain of such a request.
  const isText = uses.some(({ condition: { operator } }) => /^(?:String|Arn)/.test(operator));
  const perhaps =
    isText && cardinalityOf(key) === 'unknown'
      ? [{ values: [...samples, ...samples].map(({ value }) => value), occurs: false }]
      : [];
  if (!qualified) return [...single, ...perhaps];
  if (samples.length > MAX_MULTIVALUED_SAMPLES) throw new TooComplex(`too many values of ${key} differ`);
  const sets = Array.from({ length: 2 ** samples.length - 1 }, (_, index) =>
    samples.filter((_sample, bit) => ((index + 1) >> bit) % 2 === 1),
  );
  return sets.map((set) => ({
    values: set.map(({ value }) => value),
    occurs: set.every(({ occurs }) => occurs) && (set.length === 1 || cardinalityOf(key) === 'several'),
  }));
}
