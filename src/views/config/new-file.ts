import { escapeName } from '../escape.ts';
import type { Paint } from '../paint.ts';
import { wrapped } from '../wrapped.ts';
import type { FirstSettings } from './file.ts';

/** What `config init` wrote, what MFA means for the people of the organization, and the next command. */
export function newConfigLines(
  {
    file,
    schema,
    settings,
    next,
  }: {
    readonly file: string;
    readonly schema: string | null;
    readonly settings: FirstSettings;
    readonly next: string;
  },
  paint: Paint,
  width: number | null,
): readonly string[] {
  const sentence = (start: string, text: string) => wrapped(start, text, width);
  return [
    `${paint.good('✓')} wrote ${escapeName(file)}`,
    ...(schema === null ? [] : [`${paint.good('✓')} wrote ${escapeName(schema)}, which editors read`]),
    '',
    ...(settings.requireMfa
      ? [
          ...sentence('', 'Client roles require MFA (client.role.requireMfa: true). In this order:'),
          ...sentence('  1. ', 'Each person registers an MFA device for their IAM user in Ops.'),
          ...sentence(
            '  2. ',
            'If you have clients already, run "diverst org repair": it changes their roles.',
          ),
          ...sentence(
            '  3. ',
            'diverst asks for a code when you enter a client. One code is valid for 12 hours.',
          ),
        ]
      : sentence('', 'Client roles do not require MFA (client.role.requireMfa: false).')),
    '',
    `${paint.dim('next')}  ${escapeName(next)}`,
  ];
}
