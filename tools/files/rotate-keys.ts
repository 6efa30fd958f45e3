import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { rotateFileKeys, StoppedEarly } from './rotate-file-keys.ts';

const USAGE = `npm run -s files:rotate-keys -- --url https://api.example.com/parse --app ID [--master-key-file FILE] [--place PLACE]

The master key of the app is read from the file, or from the variable MASTER_KEY.`;

/** The command. @returns its exit code: 0 when every file is wrapped by the current key, 1 when it stopped early, 2 for a wrong call */
async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) {
    console.error(USAGE);
    return 2;
  }
  try {
    await rotateFileKeys(options, (sentence) => console.log(sentence));
    return 0;
  } catch (error) {
    if (!(error instanceof StoppedEarly)) throw error;
    console.error(error.message);
    if (error.place !== undefined) console.error(`To go on from there: the same command with --place '${error.place}'`);
    return 1;
  }
}

function readOptions() {
  try {
    const {
      url,
      app,
      place,
      'master-key-file': file,
    } = parseArgs({
      options: { url: { type: 'string' }, app: { type: 'string' }, place: { type: 'string' }, 'master-key-file': { type: 'string' } },
    }).values;
    const masterKey = file === undefined ? process.env['MASTER_KEY'] : readFileSync(file, 'utf8').trim();
    if (url === undefined || app === undefined || masterKey === undefined || masterKey === '') return undefined;
    return { url, app, masterKey, ...(place === undefined ? {} : { place }) };
  } catch (error) {
    console.error(error instanceof Error ? error.message : 'The options cannot be read.');
    return undefined;
  }
}

process.exit(await main());
