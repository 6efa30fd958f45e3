import { MASTER, PLATFORM, PUBLIC, type Identity, type UserIdentity } from '@parlance/acl';
import { APP_ID, AUTHOR_KINDS, NO_APP, type Author, type CloudContext, type RequestContext } from '@parlance/contracts';
import { escapeText, unescapeText } from './text.ts';

/**
 * A request's context as one header value:
 *
 *     app | deadline | request id | identity
 *
 * identity is one of
 *
 *     p                      public
 *     m, r, t, s             master, read-only master, maintenance, a service in its own name
 *     u | user id | session id | restricted | role …   a user: the next two may be empty, then one part for each role
 *     U | bytes              the same user in the first `bytes` bytes of the body, since so many roles do not fit a header
 *
 * The deadline is in epoch milliseconds. Free strings are escaped (text.ts). A context with a part for code of the app (`cloud`) has
 * `C | bytes` between the request id and the identity: its JSON is in so many bytes before everything else in the body. The author of a change
 * stands before that: `A | kind | id | name | address`.
 */
export interface EncodedContext {
  readonly value: string;
  /** The bytes in front of the body. */
  readonly front?: Buffer;
}

/** Longest user, with roles, that still travels in the header, in UTF-16 units. Servers and proxies dislike long headers. */
export const IDENTITY_LENGTH_MAX = 4_096;

const LETTERS = { public: 'p', master: 'm', readOnlyMaster: 'r', maintenance: 't', platform: 's' } as const;
const IDENTITIES: Readonly<Record<string, Identity>> = {
  p: PUBLIC,
  m: MASTER,
  r: Object.freeze({ kind: 'readOnlyMaster' }),
  t: Object.freeze({ kind: 'maintenance' }),
  s: PLATFORM,
};

export function encodeContext({ app, deadline, requestId, identity, author, cloud }: RequestContext): EncodedContext {
  const start = `${app}|${deadline}|${escapeText(requestId)}|${author === undefined ? '' : encodeAuthor(author)}`;
  if (cloud === undefined) return encodeIdentity(start, identity);
  const code = Buffer.from(JSON.stringify(cloud));
  const { value, front } = encodeIdentity(`${start}C|${code.length}|`, identity);
  return { value, front: front === undefined ? code : Buffer.concat([code, front]) };
}

function encodeIdentity(start: string, identity: Identity): EncodedContext {
  if (identity.kind !== 'user') return { value: start + LETTERS[identity.kind] };
  const user = encodeUser(identity);
  if (user.length <= IDENTITY_LENGTH_MAX) return { value: `${start}u|${user}` };
  const front = Buffer.from(user);
  return { value: `${start}U|${front.length}`, front };
}

/**
 * Reads the result of `encodeContext`.
 *
 * @throws Error when the value is malformed; the message does not quote it
 */
export function decodeContext(value: string): DecodedContext {
  const parts = value.split('|');
  const author = parts[3] === 'A' ? decodeAuthor(parts.splice(3, AUTHOR_PARTS)) : undefined;
  const cloudBytes = parts[3] === 'C' ? Number(parts[4]) : 0;
  if (cloudBytes !== 0) parts.splice(3, 2);
  const [app = '', deadlineText = '', requestId = '', kind = ''] = parts;
  const deadline = Number(deadlineText);
  if (app !== NO_APP && !APP_ID.test(app)) throw malformed('app');
  if (deadlineText === '' || !Number.isSafeInteger(deadline)) throw malformed('deadline');
  const known = IDENTITIES[kind];
  if (!Number.isSafeInteger(cloudBytes) || cloudBytes < 0) throw malformed('part for code');
  const context = { app, deadline, requestId: unescapeText(requestId), cloudBytes, ...(author === undefined ? {} : { author }) };
  if (known !== undefined) return { ...context, identity: known, frontBytes: 0 };
  if (kind === 'u') return { ...context, identity: decodeUser(parts, 4), frontBytes: 0 };
  const frontBytes = Number(parts[4]);
  if (kind !== 'U' || !Number.isSafeInteger(frontBytes) || frontBytes <= 0) throw malformed('identity');
  return { ...context, identity: undefined, frontBytes };
}

/**
 * The body begins with `cloudBytes` bytes of JSON, the part of the context for code of the app, and goes on with `frontBytes` bytes of
 * identity where that is undefined.
 */
export interface DecodedContext {
  readonly cloudBytes: number;
  readonly app: string;
  readonly deadline: number;
  readonly requestId: string;
  readonly author?: Author;
  readonly identity: Identity | undefined;
  readonly frontBytes: number;
}

/** Completes a context whose identity came in front of the body. */
export function decodeFront(front: Uint8Array): Identity {
  return decodeUser(Buffer.from(front.buffer, front.byteOffset, front.byteLength).toString().split('|'), 0);
}

/** Completes a context whose part for code of the app came in front of the body. @throws SyntaxError */
export function decodeCloud(front: Uint8Array): CloudContext {
  return JSON.parse(Buffer.from(front.buffer, front.byteOffset, front.byteLength).toString()) as CloudContext;
}

function encodeUser({ userId, roles, sessionId = '', restricted }: UserIdentity): string {
  let text = `${escapeText(userId)}|${escapeText(sessionId)}|${restricted === true ? 'r' : ''}`;
  for (const role of roles) text += `|${escapeText(role)}`;
  return text;
}

function decodeUser(parts: readonly string[], start: number): Identity {
  const userId = unescapeText(parts[start] ?? '');
  if (userId === '') throw malformed('user');
  const roles = parts.slice(start + 3).map(unescapeText);
  const sessionId = unescapeText(parts[start + 1] ?? '');
  const user: Identity = sessionId === '' ? { kind: 'user', userId, roles } : { kind: 'user', userId, roles, sessionId };
  return parts[start + 2] === 'r' ? { ...user, restricted: true } : user;
}

/** With the letter in front. */
const AUTHOR_PARTS = 5;

function encodeAuthor({ kind, id, name, address }: Author): string {
  return `A|${kind}|${escapeText(id)}|${escapeText(name)}|${escapeText(address)}|`;
}

function decodeAuthor([, kind, ...texts]: readonly string[]): Author {
  const known = AUTHOR_KINDS.find((one) => one === kind);
  const [id, name, address] = texts.map(unescapeText);
  if (known === undefined || id === undefined || name === undefined || address === undefined) throw malformed('author');
  return { kind: known, id, name, address };
}

function malformed(part: string): Error {
  return new Error(`The ${part} in a request's context is malformed.`);
}
