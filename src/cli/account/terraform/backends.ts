import { join, resolve } from 'node:path';
import type { Config } from '../../../config/load.ts';
import { fileStem } from '../../../files/device-names.ts';
import { makeFolder } from '../../../files/make-folder.ts';
import { type AccountNoun, accountWords } from '../../../model/account-kind.ts';
import { Failure } from '../../../model/failure.ts';
import { accountJson } from '../../../model/granted-accounts.ts';
import { shellWord } from '../../../model/shell-word.ts';
import { plural } from '../../../views/plural.ts';
import { stateBucket, terraformBackendFile } from '../../../views/terraform/backend.ts';
import type { CommandContext } from '../../context.ts';
import { say, sayWrapped } from '../../notices.ts';
import { repeatedOptions } from '../../open-session.ts';
import { codeOf, outputFile, writeOutput } from '../../output-file.ts';
import { backendAccess, stateRegion } from './backend.ts';
import type { TerraformOptions, TerraformWish } from './options.ts';
import { accountsOf } from './several.ts';

/** Writes a file for each of several accounts, which `terraform init -backend-config=FILE` takes. */
export async function writeBackends(
  noun: AccountNoun,
  wish: Extract<TerraformWish, { form: 'backends' }>,
  options: TerraformOptions,
  context: CommandContext,
  config: Config,
): Promise<void> {
  const { terminal, globals } = context;
  const region = stateRegion(context, config);
  const { chosen, origin, sayChosen } = await accountsOf(noun, options, context);
  // All are made before the first is written.
  const folder = resolve(context.cwd, wish.folder);
  const files = chosen.map((account) => {
    const state = { accountId: account.accountId, region };
    const text = terraformBackendFile(state, backendAccess(account, wish.way, options, config));
    return {
      account,
      bucket: stateBucket(state),
      file: join(folder, `${fileStem(account.name)}.tfbackend`),
      text,
    };
  });
  makeOutputFolder(folder);
  const flag = '--output-folder';
  const paths = files.map(({ file }) => outputFile(file, folder, 'text', flag));
  for (const [index, { text }] of files.entries())
    writeOutput(paths[index] ?? '', text, 'text', { mode: 0o666 }, flag);
  if (globals.json) {
    const accounts = files.map(({ account, bucket, file }) => ({ ...accountJson(account), bucket, file }));
    terminal.out(`${JSON.stringify({ [`${noun}s`]: accounts, region, with: wish.way, ...origin })}\n`);
    return;
  }
  sayWrapped(terminal, `wrote ${plural(files.length, 'file')} into ${folder}`);
  sayChosen();
  const { command } = accountWords[noun];
  const bucket = `diverst ${command} terraform NAME --backend-bucket${repeatedOptions(context, true)}`;
  say(terminal, `each bucket must exist; its resources: ${bucket}`);
  say(terminal, `next  terraform init -backend-config=${shellWord(join(wish.folder, 'NAME.tfbackend'))}`);
}

function makeOutputFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new Failure(
      'usage',
      { what: `--output-folder: the folder ${folder} cannot be created (${codeOf(error)})` },
      { cause: error },
    );
  }
}
