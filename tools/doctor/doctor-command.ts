import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ParseError } from '@parlance/errors';
import { MongoError } from '@parlance/mongo';
import { appsFileOf } from './apps-file.ts';
import { openOldDatabase } from './database/old-database.ts';
import { examine, type Examined } from './examine.ts';
import { OptionsError, readOptions, type OldOptions } from './options/old-options.ts';
import { printReport } from './print-report.ts';

export const DOCTOR_USAGE = `parlance doctor --database URI [--options FILE] [--write apps.json] [--json]

Reads a database of Parse Server and its options, and says what will behave otherwise here. Changes nothing: a user who may only
read is enough.

  --database URI        its address, as in databaseURI; or the variable PARSE_SERVER_DATABASE_URI, or the options
  --options FILE        Parse Server's options: JSON, or a module that exports them
  --prefix TEXT         prefix of the collections, where the options do not say it
  --write FILE          writes an apps file, with references to variables in the place of secrets
  --with-secrets        puts the secrets into that file
  --thorough            looks at every object of every class, instead of a sample
  --sample N            objects of each class that are looked at (1,000)
  --seconds N           most seconds of one question to the database (60; 3,600 with --thorough)
  --json                prints the report as JSON

Exit code: 0 nothing to do and nothing that differs, 1 findings, 2 something could not be looked at, or a wrong call.`;

const SAMPLE = 1_000;
const SECONDS = 60;
const SECONDS_THOROUGH = 3_600;

/** Where the command prints. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Shows how far the work is; each text takes the place of the one before. */
  readonly progress: (text: string) => void;
}

/** `parlance doctor`. @returns its exit code */
export async function doctorCommand(args: readonly string[], streams: Streams, env: NodeJS.ProcessEnv): Promise<number> {
  try {
    const asked = readArguments(args);
    if (asked === undefined) {
      streams.err(DOCTOR_USAGE);
      return 2;
    }
    return await doctor(asked, streams, env);
  } catch (error) {
    streams.err(plainly(error));
    return 2;
  }
}

type Asked = NonNullable<ReturnType<typeof readArguments>>;

async function doctor(asked: Asked, streams: Streams, env: NodeJS.ProcessEnv): Promise<number> {
  const options = asked.options === undefined ? undefined : await readOptions(asked.options);
  const uri = asked.database ?? options?.secret('databaseURI') ?? env['PARSE_SERVER_DATABASE_URI'];
  if (uri === undefined) {
    streams.err('There is no address of a database: --database, the option databaseURI, or PARSE_SERVER_DATABASE_URI.');
    return 2;
  }
  const prefix = asked.prefix ?? options?.secret('collectionPrefix') ?? '';
  const bounds = { sample: asked.thorough ? undefined : asked.sample, questionMs: asked.seconds * 1_000 };
  const opened = await openOldDatabase(uri, prefix, bounds);
  try {
    const examined = await examine(opened.database, { options, bounds, now: new Date(), progress: streams.progress });
    streams.progress('');
    const written = asked.write === undefined ? undefined : await write(asked.write, examined, options, uri, asked.withSecrets);
    streams.out(
      asked.json ? JSON.stringify(reportOf(examined, written), null, 2) : [printReport(examined), ...sentencesOn(written)].join('\n'),
    );
    if (examined.gaps.length > 0) return 2;
    return examined.findings.some(({ level }) => level !== 'note') ? 1 : 0;
  } finally {
    await opened.close();
  }
}

function readArguments(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const declared = {
    ...{ database: text, options: text, prefix: text, write: text, sample: text, seconds: text },
    ...{ 'with-secrets': flag, thorough: flag, json: flag, help: flag },
  };
  const { values } = parseArgs({ args: [...args], options: declared, strict: true });
  if (values.help) return undefined;
  const { database, options, prefix, write, thorough, json } = values;
  const sample = countOf(values.sample, 'sample') ?? SAMPLE;
  const seconds = countOf(values.seconds, 'seconds') ?? (thorough ? SECONDS_THOROUGH : SECONDS);
  return { database, options, prefix, write, thorough, json, sample, seconds, withSecrets: values['with-secrets'] };
}

function countOf(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 10_000_000) throw new OptionsError(`--${name} needs a number from 1 to 10,000,000.`);
  return count;
}

interface Written {
  readonly file: string;
  readonly variables: Readonly<Record<string, string>>;
}

async function write(
  file: string,
  examined: Examined,
  options: OldOptions | undefined,
  uri: string,
  withSecrets: boolean,
): Promise<Written> {
  const { database, judged, settings } = examined;
  const named = { name: database.name, prefix: database.prefix, uri };
  const apps = appsFileOf({ options, judged, database: named, settings, withSecrets });
  // A file that is there is not the doctor's: it is written over by nobody. With secrets in it, it is for its owner alone.
  await writeFile(file, `${JSON.stringify(apps.file, null, 2)}\n`, { flag: 'wx', mode: withSecrets ? 0o600 : 0o644 }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new OptionsError(
        error.code === 'EEXIST' ? `${file} exists: nothing was written.` : `${file} cannot be written (${error.code ?? 'unknown reason'}).`,
      );
    },
  );
  return { file, variables: apps.variables };
}

function sentencesOn(written: Written | undefined): readonly string[] {
  if (written === undefined) return [];
  const variables = Object.entries(written.variables).map(([name, place]) => `  ${name}  (${place})`);
  const needs = variables.length === 0 ? 'It holds secrets.' : 'It needs these variables:';
  return ['', `${written.file} is written: start Parlance with PARLANCE_APPS_FILE=${written.file}. ${needs}`, ...variables];
}

function reportOf({ findings, gaps, database }: Examined, written: Written | undefined) {
  return { database: database.name, prefix: database.prefix, findings, gaps, ...(written === undefined ? {} : { written }) };
}

/** The reason in words that hold no address and no value. */
function plainly(error: unknown): string {
  if (error instanceof OptionsError) return error.message;
  if (error instanceof ParseError) return `The database cannot be reached: ${error.message}`;
  if (error instanceof MongoError) return `The database refused (${error.name}${error.code === undefined ? '' : ` ${error.code}`}).`;
  if (error instanceof TypeError && 'code' in error) return error.message; // of parseArgs
  if (error instanceof Error && error.message.startsWith('The ')) return error.message;
  throw error;
}
