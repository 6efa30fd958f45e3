import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { LaunchError, messageOf } from '../launch-error.ts';

export const USAGE = `npm start                        one process, a demo app on the first run
npm start -- --port 4000         another port than 1337
npm start -- --apps FILE         the apps that a JSON or YAML file declares
npm start -- --cloud DIR         the Cloud Code of the demo app: a folder, or its main file
npm start -- --split             every service in a process of its own`;

const DEFAULT_PORT = 1337;
const PORT_MAX = 65_535;

/** The wishes in the words behind `npm start --` and in the environment. */
export interface StartOptions {
  readonly host: string;
  readonly port: number;
  readonly mount: string;
  readonly split: boolean;
  /** Absolute; undefined for the demo app. */
  readonly appsFile: string | undefined;
  /** Folder or file of the demo app's Cloud Code, absolute; undefined for the one that it comes with. */
  readonly cloud: string | undefined;
  readonly help: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

function parse(words: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    const options = { port: text, apps: text, cloud: text, split: flag, help: flag };
    return parseArgs({ args: [...words], options }).values;
  } catch (error) {
    throw new LaunchError(`${messageOf(error).split('. ')[0]}. What there is:\n${USAGE}`);
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port <= PORT_MAX) return port;
  throw new LaunchError(`"${text}" is not a port: give a number from 1 to ${PORT_MAX}, as in "npm start -- --port 4000".`);
}

/** @throws LaunchError for code that is not there, and beside an apps file, which names the code of its apps itself */
function cloudOf(named: string | undefined, appsFile: string | undefined, workingFolder: string): string | undefined {
  if (named === undefined) return undefined;
  if (appsFile !== undefined) {
    throw new LaunchError(`"--cloud" is for the demo app: in ${appsFile}, state "cloud" in the app that has the code.`);
  }
  const cloud = resolve(workingFolder, named);
  if (!existsSync(cloud)) throw new LaunchError(`There is no Cloud Code at ${cloud}: name a folder with a main.js, or the file itself.`);
  return cloud;
}

/**
 * @param workingFolder where the user stands, from which relative paths are named
 * @throws LaunchError for words that cannot be understood, and for an apps file or Cloud Code that is not there
 */
export function readOptions(words: readonly string[], environment: Environment, workingFolder: string): StartOptions {
  const { port, apps, cloud, split = false, help = false } = parse(words);
  const named = apps ?? environment.PARLANCE_APPS_FILE;
  const appsFile = named === undefined || named === '' ? undefined : resolve(workingFolder, named);
  if (appsFile !== undefined && !existsSync(appsFile)) {
    throw new LaunchError(`The apps file ${appsFile} does not exist: name another with "--apps FILE", or leave it out for the demo app.`);
  }
  return {
    host: environment.PARLANCE_HOST ?? '127.0.0.1',
    port: portOf(port ?? environment.PARLANCE_PORT ?? String(DEFAULT_PORT)),
    mount: environment.PARLANCE_MOUNT ?? '/parse',
    split,
    appsFile,
    cloud: cloudOf(cloud, appsFile, workingFolder),
    help,
  };
}
