import type { Command } from 'commander';
import { folderVariables } from '../credentials/home-folder.ts';
import { nounOfCommand } from '../model/account-kind.ts';
import type { HelpBlock, HelpRow } from '../views/help-page.ts';
import {
  configurationTopic,
  environmentSummary,
  environmentTopic,
  exitCodesTopic,
  type HelpTopic,
} from '../views/help-topics.ts';
import { optionText, ownOptions, pathOf, shownCommands } from './command-help.ts';

/** The pages of `diverst help` that are about no command. */
export const topicNames: readonly (readonly [name: string, summary: string])[] = [
  ['configuration', configurationTopic.summary],
  ['environment', environmentSummary],
  ['exit-codes', exitCodesTopic.summary],
  ['formats', 'the output formats of commands'],
  ['options', 'the options of every command'],
];

/**
 * @param program whose options and commands two of the pages list
 * @param platform as `process.platform` names it
 */
export function helpTopics(
  program: Command,
  platform: NodeJS.Platform = process.platform,
): readonly HelpTopic[] {
  const environment = environmentTopic(folderVariables(platform));
  const own = new Map(
    [configurationTopic, environment, exitCodesTopic, formatsTopic(program), optionsTopic(program)].map(
      (topic) => [topic.name, topic],
    ),
  );
  return topicNames.flatMap(([name]) => own.get(name) ?? []);
}

export function topicBlocks({ text, sections, more }: HelpTopic): readonly HelpBlock[] {
  return [
    ...text.map((one): HelpBlock => ({ kind: 'text', text: one })),
    ...sections.map((section): HelpBlock => ({ kind: 'rows', ...section })),
    ...(more === undefined ? [] : [{ kind: 'text' as const, text: more }]),
  ];
}

function optionsTopic(program: Command): HelpTopic {
  const help = program.createHelp();
  const all = ownOptions(program, help).map(
    (option): HelpRow => [
      option.short === undefined ? `    ${option.flags}` : option.flags,
      optionText(option),
    ],
  );
  return {
    name: 'options',
    summary: 'the options of every command',
    text: ['Every command takes these options, before or after its own words.'],
    sections: [
      { title: 'Global options:', rows: all },
      {
        title: 'Short names of other options, in each command that has the option:',
        rows: [
          ['-f', '--format'],
          ['-n', '--dry-run'],
          ['-o', '--output'],
          ['-y', '--yes'],
        ],
      },
    ],
    more:
      'The profile that signs is that of --profile, else the one in the configuration, else AWS_PROFILE, else the keys in ' +
      'AWS_ACCESS_KEY_ID, else the profile default.',
  };
}

function formatsTopic(program: Command): HelpTopic {
  return {
    name: 'formats',
    summary: 'the output formats of commands',
    text: [
      'Data goes to stdout. Progress, questions and errors go to stderr, so that you can redirect or pipe the data.',
      '--json prints one JSON object. client history, and client exec for several clients, print one JSON object per line.',
    ],
    sections: [{ title: 'Other formats:', rows: formatRows(program) }],
    more:
      'client assume, client leave and sandbox env print lines for the shell that started diverst, if you name no format. ' +
      'With --output, a file is replaced only when the report is complete.',
  };
}

/** What `--format` of each command takes; commands of another kind of account take the same. */
function formatRows(command: Command): readonly HelpRow[] {
  const help = command.createHelp();
  const choices = command.options.find(({ long }) => long === '--format')?.argChoices;
  const own: readonly HelpRow[] =
    choices === undefined ? [] : [[pathOf(command).replace(/^diverst /, ''), choices.join(', ')]];
  const below = shownCommands(command, help).filter((one) => !isRepeated(one));
  return [...own, ...below.flatMap(formatRows)];
}

function isRepeated(command: Command): boolean {
  const noun = nounOfCommand(command.name());
  return noun !== undefined && noun !== 'client';
}
