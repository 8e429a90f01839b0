import { resolve } from 'node:path';
import { ConfigBlockError } from '../../credentials/aws-config-block.ts';
import { linesOf, sectionOf } from '../../credentials/aws-config-lines.ts';
import { awsFile, NoHome } from '../../credentials/home-folder.ts';
import { contentOf, editFile, type FileEdit, ReadOnlyFile } from '../../files/edit-file.ts';
import { accountWords } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { type SystemWords, systemWords } from '../../model/system-words.ts';
import type { CommandContext } from '../context.ts';

type Place = Pick<CommandContext, 'env' | 'cwd'>;

/** @throws NoHome */
export function awsConfigFile(given: string | undefined, place: Place): string {
  if (given !== undefined) return resolve(place.cwd, given);
  const file = awsFile('AWS_CONFIG_FILE', place);
  if (file === null) throw new NoHome();
  return file;
}

/** Sections of the shared credentials file, whose keys win over what a profile of that name says elsewhere. */
export function credentialsSections(place: Place): readonly string[] {
  try {
    const file = awsFile('AWS_SHARED_CREDENTIALS_FILE', place);
    const text = file === null ? '' : contentOf(file);
    return linesOf(text).flatMap((line) => sectionOf(line.text) ?? []);
  } catch {
    // It is looked into for a warning only.
    return [];
  }
}

/**
 * Changes the AWS configuration file.
 * @param edit from text to text; throws ConfigBlockError where it must not be changed
 * @throws Failure that says what stands in the way, in the words of the system
 */
export function editAwsConfig(
  file: string,
  edit: (text: string) => string,
  words: SystemWords = systemWords(),
): FileEdit {
  try {
    return editFile(file, (content) => {
      if (content.includes('\0')) {
        throw new Failure('failed', {
          what: `cannot change ${file}: it is not text that AWS tools can read`,
          why: 'The file contains zero bytes, as binary files and UTF-16 text do. Nothing was changed.',
          fix: ['save the file as UTF-8', 'or use another file: add --file FILE'],
        });
      }
      return edit(content);
    });
  } catch (error) {
    throw explained(error, file, words);
  }
}

function explained(error: unknown, file: string, words: SystemWords): unknown {
  if (error instanceof ConfigBlockError) {
    if (error.kind === 'taken') {
      return new Failure(
        'failed',
        {
          what: `cannot write the profile: ${file} already has a profile with that name (${error.message})`,
          why: 'diverst did not write that profile, so diverst does not change it. The AWS CLI cannot use a file with two profiles of one name. Nothing was changed.',
          fix: [`rename or remove the profile in ${file}, then run the same command again`],
        },
        { cause: error },
      );
    }
    if (error.kind === 'other-kind') {
      return new Failure(
        'failed',
        {
          what: `cannot write the profile: ${file} has a profile with that name for another account (${error.message})`,
          why: 'A profile has the name of its account, and two profiles cannot have the same name. Nothing was changed.',
          fix: error.others.map(
            ({ noun, name }) =>
              `remove the other profile first: diverst ${accountWords[noun].command} profile ${name} --remove`,
          ),
        },
        { cause: error },
      );
    }
    return new Failure(
      'failed',
      {
        what: `cannot change ${file}: the block of diverst in it is damaged (${error.message})`,
        why: 'diverst must know where its block begins and ends. Nothing was changed.',
        fix: [
          'keep exactly one line "# diverst: begin" and after it one line "# diverst: end", or remove both, then run the same command again',
        ],
      },
      { cause: error },
    );
  }
  if (error instanceof ReadOnlyFile) {
    return new Failure(
      'failed',
      {
        what: `cannot change ${file}: ${error.message}`,
        fix: [
          `if you are allowed to change the file, make it writable: ${words.makeWritable(file)}`,
          'or use another file: add --file FILE',
        ],
      },
      { cause: error },
    );
  }
  const isSystem = error instanceof Error && ('syscall' in error || error.name === 'NotAFile');
  if (!isSystem) return error;
  return new Failure(
    'failed',
    {
      what: `cannot change ${file}`,
      why: error.message,
      fix: ['check the permissions of the file and its folder', 'or use another file: add --file FILE'],
    },
    { cause: error },
  );
}
