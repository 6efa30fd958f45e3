import { DEFAULT_APP_SETTINGS, type CodeLogLevel, type CodeLogLevels } from '@parlance/app-settings';
import type { config, RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { CodePart, CodePlace, CountedBy } from '../database/documents.ts';
import type { CodeLog } from '../logs/code-log.ts';
import type { CodeStatistics } from './code-statistics.ts';

/** Longest input and result in a line, as at Parse Server. */
const SHOWN_MAX = 1_000;
const CUT = '... (truncated)';
/** The version of functions and triggers that webhooks serve: they have none. */
export const WEBHOOK_VERSION = '-';

/** A call of a function, a trigger or a job that has ended. */
export interface EndedCall {
  /** Settings as far as this process knows them. */
  readonly app: { readonly id: string; readonly settings: Pick<config.AppForFunctions['settings'], 'logLevels'> | undefined };
  /** The release or the digest that ran. */
  readonly version: string;
  readonly part: CodePart;
  readonly by: CountedBy;
  readonly durationMs: number;
  /** Why it failed; undefined for one that did not. */
  readonly error?: unknown;
  /** Where in the app's code it was thrown, as `main.js:3:5`. */
  readonly at?: string | undefined;
  /** JSON; only shown where the settings of the app say so. */
  readonly input?: Uint8Array | string | undefined;
  readonly result?: Uint8Array | string | undefined;
  readonly context: Pick<RequestContext, 'requestId' | 'identity'>;
  readonly jobId?: string | undefined;
}

/** Counts each call of an app's code, and writes a line about it where the settings of the app say so. */
export class CallReports {
  readonly #log: CodeLog;
  readonly #statistics: CodeStatistics;

  constructor(log: CodeLog, statistics: CodeStatistics) {
    this.#log = log;
    this.#statistics = statistics;
  }

  /** Returns at once, never throws. */
  ended(call: EndedCall): void {
    const { app, version, part, by, durationMs, error, at } = call;
    const place = placeOf(at);
    const fault = error === undefined ? undefined : { ...faultOf(error), ...(place === undefined ? {} : { place }) };
    const isTimeout = error instanceof ParseError && error.kind === 'RequestTimeout';
    const outcome = error === undefined ? 'ok' : isTimeout ? 'timeout' : 'error';
    this.#statistics.record({ app: app.id, version, part, by, durationMs, outcome, error: fault });
    this.#tell(call, fault);
  }

  #tell({ app, part, input, result, at, context, jobId }: EndedCall, fault: Fault | undefined): void {
    const level = levelOf(part, fault !== undefined, app.settings?.logLevels ?? DEFAULT_APP_SETTINGS.logLevels);
    if (level === 'silent' || !this.#log.keeps(app.id, level)) return;
    const user = context.identity.kind === 'user' ? context.identity.userId : undefined;
    const shown = `\n  Input: ${cut(input)}\n  ${fault === undefined ? `Result: ${cut(result)}` : `Error: ${JSON.stringify(fault)}`}`;
    const text = `${opening(part, fault !== undefined)} for user ${user}${part.kind === 'function' ? ' with' : ''}:${shown}`;
    this.#log.write({ app: app.id, level, text, part, requestId: context.requestId, jobId, place: placeOf(at) });
  }
}

interface Fault {
  readonly code: number;
  readonly message: string;
}

const PLACE = /^(.*?):(\d+)(?::(\d+))?$/;

function placeOf(at: string | undefined): CodePlace | undefined {
  const [, file, line, column] = PLACE.exec(at ?? '') ?? [];
  if (file === undefined) return undefined;
  return { file, line: Number(line), ...(column === undefined ? {} : { column: Number(column) }) };
}

function faultOf(error: unknown): Fault {
  if (error instanceof ParseError) return { code: error.code, message: error.message };
  return { code: 1, message: 'Internal server error.' }; // Its text is none of the app's.
}

function levelOf({ kind, name }: CodePart, isError: boolean, levels: CodeLogLevels): CodeLogLevel | 'silent' {
  if (kind !== 'trigger') return isError ? levels.cloudFunctionError : levels.cloudFunctionSuccess;
  if (isError) return levels.triggerBeforeError;
  return name.startsWith('after') ? levels.triggerAfter : levels.triggerBeforeSuccess;
}

/** In Parse Server's words. */
function opening({ kind, name }: CodePart, isError: boolean): string {
  if (kind === 'trigger') {
    const [trigger, className] = name.split(' ');
    return `${trigger} ${isError ? 'failed' : 'triggered'} for ${className}`;
  }
  const what = kind === 'job' ? 'job' : 'cloud function';
  return isError ? `Failed running ${what} ${name}` : `Ran ${what} ${name}`;
}

function cut(json: Uint8Array | string | undefined): string {
  if (json === undefined) return 'undefined';
  const text = typeof json === 'string' ? json.slice(0, SHOWN_MAX + 1) : Buffer.from(json.subarray(0, 4 * SHOWN_MAX)).toString();
  return text.length > SHOWN_MAX ? text.slice(0, SHOWN_MAX) + CUT : text;
}
