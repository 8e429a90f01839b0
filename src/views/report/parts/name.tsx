import { escapeName } from '../../escape.ts';

/** A name from AWS: its writing direction ends with the name, and it cannot disguise the text next to it. */
export function Name({ children }: { children: string }) {
  return <bdi>{escapeName(children)}</bdi>;
}

/** Text from AWS that is to be read letter by letter: ids, ARNs, commands. */
export function Code({ children }: { children: string }) {
  return <code>{escapeName(children)}</code>;
}
