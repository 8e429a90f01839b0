import { bashInit } from './bash.ts';
import { fishInit } from './fish.ts';
import { powershellInit } from './powershell.ts';
import { zshInit } from './zsh.ts';

const scripts = { bash: bashInit, zsh: zshInit, fish: fishInit, powershell: powershellInit } as const;

export type InitShell = keyof typeof scripts;

/** Shells that have a start file of diverst. */
export const initShells = Object.keys(scripts) as readonly InitShell[];

export function isInitShell(word: string | undefined): word is InitShell {
  return word !== undefined && Object.hasOwn(scripts, word);
}

/**
 * Code for the start file of a shell: the functions `assume` and `diverst_prompt`, and completion. It is the same for
 * everyone: no value of the user is in it.
 */
export function shellInit(shell: InitShell): string {
  return scripts[shell]();
}
