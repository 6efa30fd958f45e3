import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { AnyAdminOperation } from '@parlance/admin-operations';
import { UsageError } from './exit-codes.ts';
import { membersOf, type Member } from './members.ts';

/** Options of every operation, beside the members of its request. */
export interface CallFlags {
  readonly json: boolean;
  readonly wait: boolean;
  readonly help: boolean;
  readonly yes: string | undefined;
  readonly input: string | undefined;
  readonly timeout: string | undefined;
  readonly profile: string | undefined;
  readonly nats: string | undefined;
  readonly prefix: string | undefined;
  readonly tokenFile: string | undefined;
  /** Files of this computer, of operations that carry one: to send, and to write; and the mount over which they go. */
  readonly file: string | undefined;
  readonly out: string | undefined;
  readonly server: string | undefined;
}

const TEXT = { type: 'string' } as const;
const SWITCH = { type: 'boolean' } as const;
/** Names that no member of a request has: a test goes through the table. */
export const CALL_FLAGS = {
  json: SWITCH,
  wait: SWITCH,
  help: SWITCH,
  yes: TEXT,
  input: TEXT,
  timeout: TEXT,
  profile: TEXT,
  nats: TEXT,
  prefix: TEXT,
  'token-file': TEXT,
  file: TEXT,
  out: TEXT,
  server: TEXT,
} as const;

export interface ReadRequest {
  readonly flags: CallFlags;
  readonly request: Readonly<Record<string, unknown>>;
}

/**
 * The request that a command line spells: members by their flags, over those of `--input`. Whether it fits is for the schema to say.
 *
 * @param args without area and operation
 * @throws UsageError
 */
export function readRequest(operation: AnyAdminOperation, args: readonly string[]): ReadRequest {
  const members = membersOf(operation);
  const { values } = parsed(args, members);
  const flags: CallFlags = {
    json: values['json'] === true,
    wait: values['wait'] === true,
    help: values['help'] === true,
    yes: textOf(values['yes']),
    input: textOf(values['input']),
    timeout: textOf(values['timeout']),
    profile: textOf(values['profile']),
    nats: textOf(values['nats']),
    prefix: textOf(values['prefix']),
    tokenFile: textOf(values['token-file']),
    file: textOf(values['file']),
    out: textOf(values['out']),
    server: textOf(values['server']),
  };
  const request: Record<string, unknown> = flags.input === undefined ? {} : { ...objectIn(flags.input) };
  for (const member of members) {
    const given = values[member.flag];
    if (given !== undefined) request[member.name] = valueOf(member, given);
  }
  return { flags, request };
}

type Given = string | boolean | readonly (string | boolean)[];

function parsed(args: readonly string[], members: readonly Member[]): { readonly values: Readonly<Record<string, Given | undefined>> } {
  const own = members.map(
    ({ flag, kind }) => [flag, { type: kind === 'switch' ? 'boolean' : 'string', multiple: kind === 'list' }] as const,
  );
  try {
    const { values } = parseArgs({
      args: [...withSwitchValues(args, members)],
      options: { ...(Object.fromEntries(own) as Record<string, { type: 'string' | 'boolean'; multiple: boolean }>), ...CALL_FLAGS },
      allowNegative: true,
    });
    return { values: values };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The options cannot be read.', { cause: error });
  }
}

/** `--enabled false` and `--enabled=false` become `--no-enabled`, as the parser knows it. */
function* withSwitchValues(args: readonly string[], members: readonly Member[]): Iterable<string> {
  const switches = new Set(members.filter(({ kind }) => kind === 'switch').map(({ flag }) => `--${flag}`));
  for (let at = 0; at < args.length; at++) {
    const [name = '', inline] = (args[at] ?? '').split('=', 2);
    if (!switches.has(name)) {
      yield args[at] ?? '';
      continue;
    }
    const next = inline ?? args[at + 1];
    const isWord = next === 'true' || next === 'false';
    yield isWord && next === 'false' ? `--no-${name.slice(2)}` : name;
    if (isWord && inline === undefined) at++;
  }
}

function valueOf({ kind, flag }: Member, given: Given): unknown {
  if (typeof given === 'boolean') return given;
  if (kind === 'list') return (given as readonly string[]).flatMap((part) => part.split(','));
  const text = given as string;
  if (kind === 'text') return text;
  if (kind === 'number') {
    const number = Number(text);
    if (text.trim() === '' || Number.isNaN(number)) throw new UsageError(`--${flag} needs a number.`);
    return number;
  }
  if (text.startsWith('@')) return jsonIn(text.slice(1));
  try {
    return JSON.parse(text);
  } catch {
    // A word that is no JSON stands for itself where any value will do.
    return text;
  }
}

function objectIn(file: string): object {
  const value = jsonIn(file);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UsageError(`${file} holds no JSON object.`);
  return value;
}

/** @param file path, or `-` for the standard input */
function jsonIn(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}).`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is no JSON.`, { cause: error });
  }
}

function textOf(given: Given | undefined): string | undefined {
  return typeof given === 'string' ? given : undefined;
}
