import { isUtf8 } from 'node:buffer';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { ParseError } from '@parlance/errors';
import { assertNoForbiddenKeys } from '@parlance/values';
import { assertJsonLimits } from './assert-json-limits.ts';
import { assertNumbersInRange } from './assert-numbers.ts';
import { parseForm } from './parse-form.ts';
import { StepwiseJson } from './stepwise-json.ts';

/** Members of a request body, as JSON gave them: unchecked values by unchecked names. */
export type Members = Readonly<Record<string, unknown>>;

/**
 * The body, or why it could not be read. The fault waits: a wrong key or a dead session is told first (order of checks in
 * docs/contract/00-README.md).
 */
export interface Content {
  /** When there is a fault, only those that may name the caller, if even they can be read. */
  readonly members: Members;
  readonly fault?: ParseError;
}

const BYTE_ORDER_MARK = 0xfeff;
const ENCODED_MARK = Buffer.from('\ufeff');
export const OPENING_BRACE = 0x7b;

/** Bodies above this are read in steps. Smaller ones take a millisecond or two, less than waiting for a turn would cost them. */
export const LARGE_BODY_BYTES = 256 << 10;
const STEP_BYTES = 256 << 10;

/**
 * Reads a body by its content type: forms as a flat object of strings, multipart not at all, everything else as a JSON object. SDKs in
 * browsers send JSON as text/plain, so the type says little.
 */
export function parseBody(bytes: Buffer, contentType: string | undefined): Content {
  if (bytes.length === 0) return { members: {} };
  try {
    const form = formIn(bytes, contentType);
    if (form !== undefined) return { members: form };
    assertJsonLimits(bytes);
    return parseJsonObject(bytes.toString('utf8'));
  } catch (error) {
    return faultOf(error);
  }
}

/** The same for a body above LARGE_BODY_BYTES: it is read in steps, between which other requests have their turn. */
export async function parseLargeBody(bytes: Buffer, contentType: string | undefined): Promise<Content> {
  try {
    const form = formIn(bytes, contentType);
    if (form !== undefined) return { members: form };
    const json = new StepwiseJson(bytes, bytes.subarray(0, 3).equals(ENCODED_MARK) ? ENCODED_MARK.length : 0);
    while (json.step(STEP_BYTES)) await othersTurn();
    return { members: (json.finish() ?? {}) as Members };
  } catch (error) {
    return faultOf(error);
  }
}

function faultOf(error: unknown): Content {
  if (error instanceof ParseError) return { fault: error, members: {} };
  throw error;
}

/** The members of a form; undefined for JSON. @throws ParseError InvalidJson, also for a body that is neither */
function formIn(bytes: Buffer, contentType: string | undefined): Members | undefined {
  if (!isUtf8(bytes)) throw new ParseError('InvalidJson', 'The body is not valid UTF-8.');
  if (contentType === undefined || contentType === 'application/json') return undefined;
  if (isForm(bytes, contentType)) return parseForm(bytes.toString('utf8'));
  if (isMultipart(contentType)) throw new ParseError('InvalidJson', 'Multipart bodies are not accepted here.');
  return undefined;
}

/** `curl -d '{…}'` calls its JSON a form. No form starts with a brace: forms escape it. */
export function isForm(bytes: Buffer, contentType: string | undefined): boolean {
  return contentType !== undefined && mediaType(contentType) === 'application/x-www-form-urlencoded' && bytes[0] !== OPENING_BRACE;
}

/** A body in parts. */
export function isMultipart(contentType: string | undefined): boolean {
  return contentType !== undefined && mediaType(contentType).startsWith('multipart/');
}

function mediaType(contentType: string): string {
  const semicolon = contentType.indexOf(';');
  return (semicolon === -1 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
}

function parseJsonObject(text: string): Content {
  const json = parseJson(text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new ParseError('InvalidJson', 'The body must be a JSON object.');
  try {
    assertNoForbiddenKeys(json, text);
    assertNumbersInRange(json, text);
    return { members: json as Members };
  } catch (error) {
    return { ...faultOf(error), members: namingIn(json as Members) };
  }
}

/** The strings of an envelope: whose request it is can be told before its fault. */
function namingIn(json: Members): Members {
  return Object.fromEntries(Object.entries(json).filter(([name, value]) => typeof value === 'string' && /^_[A-Z]/.test(name)));
}

function parseJson(text: string): unknown {
  try {
    return text.trim() === '' ? {} : JSON.parse(text);
  } catch {
    // The parser's own text would quote the body.
    throw new ParseError('InvalidJson', 'The body is not valid JSON.');
  }
}
