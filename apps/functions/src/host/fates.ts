import { ParseError } from '@parlance/errors';
import type { Unloadable } from '../channel/messages.ts';
import type { Order } from './run.ts';

/** The errors that callers get when code does not end by itself; docs/contract/31-cloud-code-runtime.md section 5. */
export type Fate = 'late' | 'memory' | 'gone' | 'fault' | 'flood';

const TEXTS: Readonly<Record<Fate, string>> = {
  late: 'was ended, as another call beside it took too long',
  memory: 'used too much memory',
  gone: 'ended its own process',
  fault: 'sent something that is no answer',
  flood: 'wrote too much',
};

/** Of a call whose process has ended under it. */
export function brokenOff({ name }: Order, fate: Fate): ParseError {
  return new ParseError('CloudCodeFailed', `The code of "${name}" ${TEXTS[fate]}.`);
}

/** Of a call that took too long. */
export function tooLate({ name }: Order): ParseError {
  return new ParseError('RequestTimeout', `The code of "${name}" did not end in time.`);
}

/** Of a request that code makes after its call has ended. */
export function afterTheEnd(): ParseError {
  return new ParseError('RequestTimeout', 'The call that makes this request has ended.');
}

export function tooDeep(): ParseError {
  return new ParseError('CloudCodeFailed', 'Cloud Code calls itself too often: the limit is 20 calls within one another.');
}

/** Of a call that no process takes: it has not begun, and may be made again. */
export function tooBusy(): ParseError {
  return new ParseError('ServiceUnavailable', 'Too many calls of the code of this app are waiting.');
}

export function stopping(): ParseError {
  return new ParseError('ServiceUnavailable', 'The service for Cloud Code is stopping.');
}

/** Of calls to code that cannot be loaded. */
export function unloadable({ text, file, line, column }: Unloadable): ParseError {
  const place = file === undefined ? '' : ` (${[file, line, column].filter((part) => part !== undefined).join(':')})`;
  return new ParseError('CloudCodeFailed', `The code of this app cannot be loaded: ${text}${place}`);
}

/** Of calls to code whose process has ended before it had loaded it. */
export function notLoaded(fate: Fate): ParseError {
  return new ParseError('CloudCodeFailed', `The code of this app cannot be loaded: it ${TEXTS[fate]}.`);
}
