import type { LoggerService } from '@nestjs/common';
import { describeError, UNTOLD } from './describe-error.ts';
import type { Logger } from './logger.ts';
import { framesOf, isQuotingStack } from './quoting-errors.ts';

/** Parts of Nest that tell each module, route and handler at start-up: of interest only while debugging the wiring. */
const TALKATIVE = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication', 'NestMicroservice']);

/**
 * Nest's own logging, and that of its `Logger` class, through ours. Nest passes (message, context) or, for errors, (message, stack,
 * context); the context, a class name, becomes the member `context`. An error that is given as the message is described with its causes
 * (describe-error.ts); a stack that a driver's text stands in is reduced to its frames.
 */
export class NestLogger implements LoggerService {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  log(message: unknown, ...rest: unknown[]): void {
    const context = contextOf(rest);
    this.#write(TALKATIVE.has(context ?? '') ? 'debug' : 'info', message, context);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, contextOf(rest));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, contextOf(rest));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('trace', message, contextOf(rest));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, contextOf(rest), stackOf(rest));
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, contextOf(rest), stackOf(rest));
  }

  #write(level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal', message: unknown, context?: string, stack?: string): void {
    const quotes = stack !== undefined && isQuotingStack(stack);
    const shownStack = quotes ? framesOf(stack) : stack;
    const fields = { ...(context === undefined ? {} : { context }), ...(stack === undefined ? {} : { stack: shownStack }) };
    if (message instanceof Error) this.#logger[level]({ ...fields, err: message }, describeError(message).message);
    else if (quotes)
      this.#logger[level](fields, UNTOLD); // Nest takes such a message out of the error
    else if (typeof message === 'string') this.#logger[level](fields, message);
    else this.#logger[level]({ ...fields, detail: message }, 'Message of the framework.');
  }
}

function contextOf(rest: readonly unknown[]): string | undefined {
  const last = rest.at(-1);
  return typeof last === 'string' && !isStack(last) ? last : undefined;
}

function stackOf(rest: readonly unknown[]): string | undefined {
  return rest.find((item): item is string => typeof item === 'string' && isStack(item));
}

function isStack(text: string): boolean {
  return text.includes('\n    at ');
}
