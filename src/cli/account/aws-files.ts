import { resolve } from 'node:path';
import { ConfigBlockError } from '../../credentials/aws-config-block.ts';
import { linesOf, sectionOf } from '../../credentials/aws-config-lines.ts';
import { awsFile, NoHome } from '../../credentials/home-folder.ts';
import { contentOf, editFile, type FileEdit, ReadOnlyFile } from '../../files/edit-file.ts';
import { accountWords } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
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
 * @throws Failure that says what stands in the way
 */
export function editAwsConfig(file: string, edit: (text: string) => string): FileEdit {
  try {
    return editFile(file, (content) => {
      if (content.includes('\0')) {
        throw new Failure('failed', {
          what: `${file} is not text that AWS tools read`,
          why: 'It holds zero bytes, as binary files do and text in UTF-16. Nothing was changed.',
          fix: ['save it as UTF-8, or name another file: --file'],
        });
      }
      return edit(content);
    });
  } catch (error) {
    throw explained(error, file);
  }
}

function explained(error: unknown, file: string): unknown {
  if (error instanceof ConfigBlockError) {
    if (error.kind === 'taken') {
      return new Failure(
        'failed',
        {
          what: `${file} has a profile of that name already: ${error.message}`,
          why: 'It was not written by diverst, so it is left alone; twice the same name would break the AWS CLI.',
          fix: [`rename or remove it in ${file}, and run this again`],
        },
        { cause: error },
      );
    }
    if (error.kind === 'other-kind') {
      return new Failure(
        'failed',
        {
          what: `${file} has a profile of that name for another account: ${error.message}`,
          why: 'A profile is named after its account, and both cannot have one name. Nothing was changed.',
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
        what: `the block of diverst in ${file} is damaged: ${error.message}`,
        why: 'Where it begins and ends has to be clear before anything is changed.',
        fix: [
          'leave one "# diverst: begin" and one "# diverst: end" after it, or neither, and run this again',
        ],
      },
      { cause: error },
    );
  }
  if (error instanceof ReadOnlyFile) {
    return new Failure(
      'failed',
      {
        what: `${file} was not changed: ${error.message}`,
        fix: [
          `if you may change it, make it writable: chmod u+w ${shellWord(file)}`,
          'or name another file: --file FILE',
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
      what: `${file} cannot be changed`,
      why: error.message,
      fix: ['see to its permissions, or name another file: --file'],
    },
    { cause: error },
  );
}
