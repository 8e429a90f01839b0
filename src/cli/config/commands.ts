import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { addConfigInit } from './init.ts';
import { addConfigSchema } from './schema.ts';
import { addConfigShow } from './show.ts';

/** The configuration file: these commands read and write files of this machine only. */
export function addConfig(program: Command, createContext: CreateContext): void {
  const config = program
    .command('config')
    .summary('the configuration file')
    .description('The configuration file: create it, and show the values in use.');
  addConfigInit(config, createContext);
  addConfigShow(config, createContext);
  addConfigSchema(config, createContext);
}
