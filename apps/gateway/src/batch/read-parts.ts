import { ParseError } from '@parlance/errors';
import { jsonAsText } from '@parlance/values';
import type { Members } from '../body/parse-body.ts';
import { assertNoDeniedKeyword, type DeniedKeyword } from '../denylist/denied-keywords.ts';
import { inputOf } from '../edge/input-of.ts';
import { withoutEnvelope } from '../envelope/open-body.ts';
import { normalisePath, type RequestPath } from '../path/normalise-path.ts';

/** One request of a batch, not routed yet. */
export interface Part {
  /** In capitals. */
  readonly method: string;
  readonly segments: readonly string[];
  /** Reads the content of the part, as far as this part alone is concerned. @throws ParseError InvalidJson, InvalidFieldName */
  readonly input: () => Members;
}

export interface BatchRules {
  /** Prefixes of which a part's path carries one: the mount, and the path of the public address. */
  readonly mounts: readonly (readonly string[])[];
  /** Most parts; from there on the batch is refused before anything of it runs. */
  readonly limit: number;
  /** Keywords that no part may hold; each such part is refused alone. */
  readonly denied: readonly DeniedKeyword[];
}

const BELOW_NONE: readonly string[] = [];

/** The mounts that paths in a batch may begin with: code inside of the deployment knows none. */
export function mountsFor(isInner: boolean, mounts: BatchRules['mounts']): BatchRules['mounts'] {
  return isInner ? [...mounts, BELOW_NONE] : mounts;
}

/**
 * Reads the body of a batch. Faults of its build refuse all of it, before anything has run: they are mistakes of the program that
 * wrote it, not of one of its parts.
 *
 * @throws ParseError InvalidJson; InvalidQuery for too many parts
 */
export function readParts({ requests }: Members, rules: BatchRules): readonly Part[] {
  if (!Array.isArray(requests)) throw new ParseError('InvalidJson', 'requests must be an array');
  if (requests.length > rules.limit)
    throw new ParseError('InvalidQuery', `A batch has at most ${rules.limit} requests, not ${requests.length}.`);
  return requests.map((request: unknown) => readPart(request, rules));
}

/**
 * Whether all parts are to take effect or none. A value that is neither true nor false is refused: to take it for false would be to
 * break a promise that the client believes to have.
 *
 * @throws ParseError InvalidJson
 */
export function isTransaction({ transaction }: Members): boolean {
  if (transaction === undefined || transaction === null) return false;
  if (typeof transaction !== 'boolean') throw new ParseError('InvalidJson', 'transaction must be true or false.');
  return transaction;
}

function readPart(request: unknown, { mounts, denied }: BatchRules): Part {
  if (typeof request !== 'object' || request === null) throw pathNeeded('Each request of a batch is an object.');
  const { method, path, body } = request as Members;
  if (typeof path !== 'string') throw pathNeeded('Each request of a batch has one.');
  const { segments, query } = routablePath(path, mounts);
  if (typeof method !== 'string') throw new ParseError('InvalidJson', `cannot route ${jsonAsText(method)} /${segments.join('/')}`);
  const verb = method.toUpperCase();
  const input = (): Members => {
    const members = inputOf(verb, membersOf(body), query);
    assertNoDeniedKeyword(members, denied, verb === 'GET');
    return members;
  };
  return { method: verb, segments, input };
}

/** Parse Server's words, and ours behind them. */
function pathNeeded(reason: string): ParseError {
  return new ParseError('InvalidJson', `batch request path must be a string. ${reason}`);
}

function routablePath(path: string, mounts: BatchRules['mounts']): RequestPath {
  for (const mount of mounts) {
    const routable = path.startsWith('/') ? normalisePath(path, mount) : undefined;
    if (routable?.segments[0]?.toLowerCase() === 'batch') throw new ParseError('InvalidJson', 'nested batch requests are not allowed');
    if (routable !== undefined) return routable;
  }
  throw new ParseError('InvalidJson', `cannot route batch path ${path.slice(0, 200)}`);
}

function membersOf(body: unknown): Members {
  if (body !== undefined && body !== null && (typeof body !== 'object' || Array.isArray(body)))
    throw new ParseError('InvalidJson', 'The body of a batch request must be a JSON object.');
  return withoutEnvelope((body ?? {}) as Members);
}
