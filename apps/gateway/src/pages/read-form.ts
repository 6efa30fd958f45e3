import type { IncomingMessage } from 'node:http';
import { parseBody, type Members } from '../body/parse-body.ts';
import { readBody } from '../body/read-body.ts';

/** Longest body of a form: a token and two passwords, with much room. */
const FORM_BYTES_MAX = 64 << 10;

export interface Form {
  /** The string of a member; undefined for one that is absent, empty, or no string. */
  text(name: string): string | undefined;
  /** How long it took to arrive, in milliseconds. */
  readonly bodyMs: number;
}

/** Reads the members of a form, or those of a JSON object. @throws ParseError RequestTooLarge, InvalidJson, InvalidFieldName */
export async function readForm(request: IncomingMessage): Promise<Form> {
  const startedAt = Date.now();
  const bytes = await readBody(request, FORM_BYTES_MAX);
  const { members, fault } = parseBody(bytes, request.headers['content-type']);
  if (fault !== undefined) throw fault;
  return { text: (name) => textOf(members, name), bodyMs: Date.now() - startedAt };
}

/** The string of a parameter; undefined for one that is absent, empty, or no string. */
export function textOf(members: Members, name: string): string | undefined {
  const value = Object.hasOwn(members, name) ? members[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Tells whether a program asks, not a person: answers are for it to read then. */
export function isProgram({ headers }: IncomingMessage): boolean {
  return headers['x-requested-with'] !== undefined;
}
