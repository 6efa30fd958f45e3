import { isUtf8 } from 'node:buffer';
import { ParseError } from '@parlance/errors';
import { assertNoForbiddenKeys } from '@parlance/values';
import { assertJsonLimits } from './assert-json-limits.ts';
import { assertNumbersInRange } from './assert-numbers.ts';
import { parseForm } from './parse-form.ts';

/** Members of a request body, as JSON gave them: unchecked values by unchecked names. */
export type Members = Readonly<Record<string, unknown>>;

/**
 * The body, or why it could not be read. The fault waits: a wrong key or a dead session is told first (order of checks in
 * docs/contract/00-README.md).
 */
export interface Content {
  /** Empty when there is a fault. */
  readonly members: Members;
  readonly fault?: ParseError;
}

const BYTE_ORDER_MARK = 0xfeff;

/**
 * Reads a body by its content type: forms as a flat object of strings, multipart not at all, everything else as a JSON object. SDKs in
 * browsers send JSON as text/plain, so the type says little.
 */
export function parseBody(bytes: Buffer, contentType: string | undefined): Content {
  if (bytes.length === 0) return { members: {} };
  try {
    return { members: membersOf(bytes, contentType) };
  } catch (error) {
    if (error instanceof ParseError) return { fault: error, members: {} };
    throw error;
  }
}

function membersOf(bytes: Buffer, contentType: string | undefined): Members {
  if (!isUtf8(bytes)) throw new ParseError('InvalidJson', 'The body is not valid UTF-8.');
  const text = bytes.toString('utf8');
  if (contentType !== undefined && contentType !== 'application/json') {
    const type = mediaType(contentType);
    if (type === 'application/x-www-form-urlencoded' && !looksLikeJson(text)) return parseForm(text);
    if (type.startsWith('multipart/')) throw new ParseError('InvalidJson', 'Multipart bodies are not accepted here.');
  }
  assertJsonLimits(bytes);
  return parseJsonObject(text);
}

/** `curl -d '{…}'` calls its JSON a form. No form starts with a brace: forms escape it. */
function looksLikeJson(text: string): boolean {
  return text.charCodeAt(0) === 123;
}

function mediaType(contentType: string): string {
  const semicolon = contentType.indexOf(';');
  return (semicolon === -1 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
}

function parseJsonObject(text: string): Members {
  const json = parseJson(text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new ParseError('InvalidJson', 'The body must be a JSON object.');
  assertNoForbiddenKeys(json, text);
  assertNumbersInRange(json, text);
  return json as Members;
}

function parseJson(text: string): unknown {
  try {
    return text.trim() === '' ? {} : JSON.parse(text);
  } catch {
    // The parser's own text would quote the body.
    throw new ParseError('InvalidJson', 'The body is not valid JSON.');
  }
}
