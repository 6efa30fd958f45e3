import type { RawAnswer } from './send.ts';

/** Words that an error text may never hold: stacks, paths, the words of drivers and of our own inside. */
const INSIDE =
  /\n\s+at |\bat [\w.<>]+ \(|file:\/\/|node_modules|\/(?:work|root|home|tmp|usr)\/|\.[cm]?[jt]s:\d|mongo|bson|E11000|namespace|collection|\bnats\b|fastify|\bzod\b|undefined|cannot read|is not a function|unexpected token|_SCHEMA|_[rw]perm|_created_at|127\.0\.0\.1/i;

/** Texts of Parse Server that apps know, and that sound like the inside. */
const THEIR_WORDS = /^userId must not be empty, null, or undefined$|^schema mismatch for \S+; expected undefined but got/;

export interface Refusal {
  readonly code: number;
  readonly error: string;
}

/**
 * The body of a refusal.
 *
 * @param asked text of the request: an error may repeat parts of it
 * @throws Error when it is not exactly `{"code": <integer>, "error": <string>}`, says something of the inside, or the fault is ours
 */
export function refusalIn({ status, text, headers }: RawAnswer, asked: string): Refusal {
  const body: unknown = JSON.parse(text);
  if (!isRefusal(body)) throw new Error(`This is no error body: ${text.slice(0, 300)}`);
  if (status >= 500) throw new Error(`${status} ${text} for ${asked.slice(0, 1_000)}`);
  if (status < 400) throw new Error(`An error body came with status ${status}.`);
  if (headers['content-type']?.startsWith('application/json') !== true) throw new Error(`An error of type ${headers['content-type']}.`);
  const leaked = THEIR_WORDS.test(body.error) ? undefined : INSIDE.exec(body.error)?.[0];
  if (leaked !== undefined && !asked.includes(leaked)) throw new Error(`An error says "${leaked}": ${body.error.slice(0, 300)}`);
  return body;
}

function isRefusal(body: unknown): body is Refusal {
  if (typeof body !== 'object' || body === null) return false;
  const { code, error, ...others } = body as Record<string, unknown>;
  return Number.isInteger(code) && typeof error === 'string' && error !== '' && Object.keys(others).length === 0;
}
