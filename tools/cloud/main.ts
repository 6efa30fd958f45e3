import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { deploy, list, Refused, remove, rollBack, type Deployment } from './commands.ts';

const USAGE = `npm run -s cloud -- COMMAND --url https://api.example.com/parse --app ID [--master-key-file FILE]

  deploy FOLDER [--note TEXT]   puts the code of a folder in force: main.js, main.ts or the file that package.json names
  list                          shows the releases that are kept
  rollback [RELEASE]            puts an earlier release in force: the one before, where none is named
  remove RELEASE                removes a release that is not in force

The master key of the app is read from the file, or from the variable MASTER_KEY.`;

/** The command. @returns its exit code: 0 when it is done, 1 when the deployment refused, 2 for a wrong call */
async function main(): Promise<number> {
  const asked = readArguments();
  if (asked === undefined) {
    console.error(USAGE);
    return 2;
  }
  try {
    for (const line of await asked()) console.log(line);
    return 0;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    console.error(error.message);
    return 1;
  }
}

/** @returns undefined for a call that is none */
function readArguments(): (() => Promise<readonly string[]>) | undefined {
  const string = { type: 'string' } as const;
  try {
    const { values, positionals } = parseArgs({
      options: { url: string, app: string, note: string, 'master-key-file': string },
      allowPositionals: true,
    });
    const { url, app, note, 'master-key-file': file } = values;
    const masterKey = file === undefined ? process.env['MASTER_KEY'] : readFileSync(file, 'utf8').trim();
    if (url === undefined || app === undefined || masterKey === undefined || masterKey === '') return undefined;
    return commandOf(positionals, { url, app, masterKey }, note);
  } catch (error) {
    console.error(error instanceof Error ? error.message : 'The options cannot be read.');
    return undefined;
  }
}

function commandOf([command, argument, ...more]: readonly string[], deployment: Deployment, note: string | undefined) {
  if (more.length > 0) return undefined;
  if (command === 'deploy' && argument !== undefined) return () => deploy(deployment, argument, note);
  if (command === 'list' && argument === undefined) return () => list(deployment);
  if (command === 'rollback') return () => rollBack(deployment, argument);
  if (command === 'remove' && argument !== undefined) return () => remove(deployment, argument);
  return undefined;
}

process.exit(await main());
