import { parseArgs } from 'node:util';
import { DONE, UsageError } from './exit-codes.ts';
import { printAnswer } from './print-answer.ts';
import { Profiles, type Profile } from './profiles.ts';
import type { Surroundings } from './surroundings.ts';

export const PROFILE_USAGE = `parlance profile add NAME --nats URL --prefix PREFIX [--token-file FILE] [--app ID] [--server URL] [--ca-file FILE] [--cert-file FILE --key-file FILE]
parlance profile list [--json]
parlance profile use NAME
parlance profile remove NAME

Without --token-file the token is read from the standard input, and kept in a file that only you can read.`;

const TEXT = { type: 'string' } as const;
const OPTIONS = {
  ...{ nats: TEXT, prefix: TEXT, app: TEXT, server: TEXT },
  ...{ 'token-file': TEXT, 'ca-file': TEXT, 'cert-file': TEXT, 'key-file': TEXT },
  json: { type: 'boolean' },
} as const;

/** `parlance profile …`: never shows a token or the password in an address. @throws UsageError */
export async function profileCommand([verb, ...args]: readonly string[], surroundings: Surroundings): Promise<number> {
  const profiles = new Profiles(surroundings.env, surroundings.note);
  const { values, positionals } = readArgs(args);
  const [name, ...others] = positionals;
  if (others.length > 0) throw new UsageError(PROFILE_USAGE);
  if (verb === 'list' && name === undefined) {
    const rows = profiles.list().map((row) => ({ name: row.name, current: row.current ? '*' : '', ...shown(row.profile) }));
    surroundings.out(values.json === true ? JSON.stringify({ profiles: rows }) : printAnswer({ profiles: rows }));
    return DONE;
  }
  if (name === undefined) throw new UsageError(PROFILE_USAGE);
  if (verb === 'use') profiles.use(name);
  else if (verb === 'remove') profiles.remove(name);
  else if (verb === 'add') await add(name, values, profiles, surroundings);
  else throw new UsageError(PROFILE_USAGE);
  return DONE;
}

type Values = ReturnType<typeof readArgs>['values'];

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : 'The options cannot be read.'}\n\n${PROFILE_USAGE}`, { cause: error });
  }
}

async function add(name: string, values: Values, profiles: Profiles, { input }: Surroundings): Promise<void> {
  const { nats, prefix, app, server, 'token-file': tokenFile, 'ca-file': caFile, 'cert-file': certFile, 'key-file': keyFile } = values;
  if (nats === undefined || prefix === undefined) throw new UsageError(PROFILE_USAGE);
  const token = tokenFile === undefined ? (await input()).trim() : undefined;
  if (token === '') throw new UsageError('There is no token: name a file by --token-file, or put the token into the standard input.');
  const given = Object.entries({ app, server, caFile, certFile, keyFile, tokenFile }).filter(([, value]) => value !== undefined);
  profiles.add(name, { nats, prefix, ...(Object.fromEntries(given) as Partial<Profile>) }, token);
}

/** A profile without anything secret. */
function shown({ nats, prefix, app, tokenFile }: Profile): object {
  return { nats: nats.replaceAll(/\/\/[^@/]*@/g, '//…@'), prefix, app: app ?? '-', tokenFile };
}
