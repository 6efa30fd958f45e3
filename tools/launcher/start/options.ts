import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { LaunchError, messageOf } from '../launch-error.ts';

export const USAGE = `npm start                        one process, a demo app on the first run
npm start -- --port 4000         another port than 1337
npm start -- --apps FILE         the apps that a JSON or YAML file declares
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
  readonly help: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

function parse(words: readonly string[]) {
  try {
    const options = { port: { type: 'string' }, apps: { type: 'string' }, split: { type: 'boolean' }, help: { type: 'boolean' } } as const;
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

/**
 * @param workingFolder where the user stands, from which a relative apps file is named
 * @throws LaunchError for words that cannot be understood, and for an apps file that is not there
 */
export function readOptions(words: readonly string[], environment: Environment, workingFolder: string): StartOptions {
  const { port, apps, split = false, help = false } = parse(words);
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
    help,
  };
}
