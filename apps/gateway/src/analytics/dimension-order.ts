import { isObject } from '../body/is-object.ts';
import type { Call } from '../routes/route.ts';

/** Names like these are put in front of all others when an object is read: JavaScript takes them for the indexes of an array. */
const INDEX = /^(?:0|[1-9]\d{0,9})$/;
/** A string of JSON, and the colon behind it where it is a name. The text is known to be JSON, so that nothing else has quotation marks. */
const STRINGS = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?/g;
const MARK = '_';
/** A larger body is not read again: its dimensions have the order that JavaScript gives them. */
const BODY_BYTES_MAX = 2 << 20;

type NamesOf = (event: number) => readonly string[] | undefined;
const AS_READ: NamesOf = () => undefined;

/**
 * The names of the dimensions of events in the order of the document, where reading it may have changed that order.
 *
 * @param events as the body states them, in its order
 * @returns undefined for an event whose dimensions have kept their order
 */
export function dimensionNames(call: Pick<Call, 'body' | 'part'>, events: readonly unknown[]): NamesOf {
  if (call.body === undefined || call.body.length > BODY_BYTES_MAX || !events.some(isReordered)) return AS_READ;
  const whole = withMarkedNames(call.body);
  const sent = call.part === undefined ? whole : member(at(member(whole, 'requests'), call.part), 'body');
  const bulk = member(sent, 'events');
  return (event) => {
    const dimensions = member(Array.isArray(bulk) ? at(bulk, event) : sent, 'dimensions');
    return isObject(dimensions) ? Object.keys(dimensions).map((name) => name.slice(MARK.length)) : undefined;
  };
}

function isReordered(event: unknown): boolean {
  const dimensions = isObject(event) ? event.dimensions : undefined;
  if (!isObject(dimensions)) return false;
  const names = Object.keys(dimensions);
  return names.length > 1 && names.some((name) => INDEX.test(name));
}

/** The body once more, each name with a mark in front of it, so that none looks like a number. */
function withMarkedNames(body: Uint8Array): unknown {
  const text = new TextDecoder().decode(body);
  try {
    return JSON.parse(text.replace(STRINGS, (string, inner: string, colon?: string) => (colon ? `"${MARK}${inner}"${colon}` : string)));
  } catch {
    return undefined; // A form, whose values have no members.
  }
}

function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[MARK + name] : undefined;
}

function at(value: unknown, index: number): unknown {
  return Array.isArray(value) ? (value as readonly unknown[])[index] : undefined;
}
