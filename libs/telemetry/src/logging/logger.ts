import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { activeTraceId } from '../tracing/propagation.ts';
import { describeError } from './describe-error.ts';
import { redactFields, withoutCredentials } from './redact.ts';
import { activeRequest } from './request-scope.ts';

/** Injection token of the process's Logger. */
export const LOGGER = Symbol('LOGGER');

/** From the most to the least talkative; `silent` writes nothing. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** `fields` become members of the line; an error goes into the member `err`. */
export interface LogMethod {
  (message: string): void;
  (fields: object, message: string): void;
}

/** Writes lines of JSON. Names of members that look like secrets have their values replaced (redact.ts). */
export interface Logger {
  readonly trace: LogMethod;
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  readonly fatal: LogMethod;
  /** A logger that adds `fields` to each of its lines. */
  child(fields: object): Logger;
  isLevelEnabled(level: LogLevel): boolean;
}

export interface LoggerOptions {
  readonly service: string;
  readonly level: LogLevel;
  /** Where lines go; stdout when absent. Called with a whole line at a time. */
  readonly destination?: DestinationStream;
}

/**
 * The process's logger. Each line is one JSON object: `level`, `time` (ISO 8601), `service`, of a request `request_id` and `app`, while
 * tracing `trace_id`, then the fields given, and `msg`.
 */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: (_given: object, _level: number, logger: PinoLogger) => ({ service, ...requestFields(), ...(logger as Bound)[FIELDS] }),
    // The call's own members win: a background task may log for another request than the one that started it.
    mixinMergeStrategy: (given: object, mixed: object) => ({ ...mixed, ...withoutOwnNames(given) }),
    // Errors are described by redactFields, under whatever name they are given; pino's own serializer would show their members.
    serializers: { err: thrownValue },
    formatters: { level: (label: string) => ({ level: label }), log: shownFields },
    hooks: {
      // Addresses get into messages by way of other libraries' errors.
      streamWrite: withoutCredentials,
    },
  };
  return mergingChildren(destination === undefined ? pino(options) : pino(options, destination));
}

/** The members that a child adds to its lines. */
const FIELDS = Symbol('fields');
type Bound = PinoLogger & { readonly [FIELDS]?: object };

/**
 * Children keep their members here and not as pino's bindings, which are written as they are beside those of the line: a member of both
 * would stand in it twice. Descendants inherit this method and the members.
 */
function mergingChildren(logger: PinoLogger): Logger {
  const plain = Object.getPrototypeOf(logger) as PinoLogger;
  return Object.assign(logger, {
    child(this: Bound, fields: object): Logger {
      return Object.assign(plain.child.call(this, {}), { [FIELDS]: { ...this[FIELDS], ...shownFields(fields) } });
    },
  });
}

/** Members that every line has by itself are given another name. */
function withoutOwnNames(given: object): object {
  if (!('level' in given || 'time' in given || 'msg' in given)) return given;
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [OWN_NAMES.has(name) ? `${name}_` : name, value]));
}
const OWN_NAMES = new Set(['level', 'time', 'msg']);

function shownFields(fields: object): Record<string, unknown> {
  return redactFields(fields, describeError);
}

/** Objects were described already; anything else that was thrown says nothing but its type. */
function thrownValue(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? value : describeError(value);
}

function requestFields(): object {
  const fields: Record<string, string> = {};
  const traceId = activeTraceId();
  if (traceId !== undefined) fields['trace_id'] = traceId;
  const request = activeRequest();
  if (request !== undefined) {
    fields['request_id'] = request.requestId;
    if (request.app !== '') fields['app'] = request.app;
  }
  return fields;
}
