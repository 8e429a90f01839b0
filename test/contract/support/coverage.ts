import type { WrittenRule } from './readme-rules.ts';

interface Named {
  readonly heading: string;
  readonly begins: string;
}

export interface Coverage {
  /** Rules that no case names and that are not listed as unobservable. */
  readonly uncovered: readonly WrittenRule[];
  /** Rules that several names fit. */
  readonly ambiguous: readonly WrittenRule[];
  /** Names that fit no rule. */
  readonly unused: readonly Named[];
}

/**
 * How the rules of a document and the cases fit together.
 *
 * @param used the ids of the rules that cases name
 */
export function coverage<Id extends string>(
  written: readonly WrittenRule[],
  used: readonly Id[],
  rules: Readonly<Record<Id, Named>>,
  unobservable: readonly Named[],
): Coverage {
  const named = [...new Set(used)].map((id): Named => rules[id]);
  const all: readonly Named[] = [...Object.values<Named>(rules), ...unobservable];
  const fits = ({ heading, text }: WrittenRule, name: Named) =>
    heading === name.heading && text.startsWith(name.begins);
  const covering = [...named, ...unobservable];
  return {
    uncovered: written.filter((rule) => !covering.some((name) => fits(rule, name))),
    ambiguous: written.filter((rule) => all.filter((name) => fits(rule, name)).length > 1),
    unused: all.filter((name) => !written.some((rule) => fits(rule, name))),
  };
}
