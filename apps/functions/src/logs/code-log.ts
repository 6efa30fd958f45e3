import type { CodeLogSettings } from '@parlance/app-settings';
import type { Logger } from '@parlance/telemetry';
import type { LogDocument } from '../database/documents.ts';
import { LineRates } from './line-rates.ts';
import { DEFAULT_LOG_SETTINGS, documentOf, isKept, type LogEntry } from './log-entry.ts';
import type { LogStore } from './log.store.ts';

/** Lines wait so long to be stored together. */
const FLUSH_EVERY_MS = 500;
/** So many are stored at once without waiting. */
const BATCH_MAX = 1_000;
/** Most lines that wait, of all apps: while the database is away, later ones are left out. */
const WAITING_MAX = 20_000;

export interface CodeLogParts {
  readonly store: Pick<LogStore, 'add'>;
  /** The settings of an app as far as this process knows them, without asking anybody. */
  readonly settingsOf: (app: string) => CodeLogSettings | undefined;
  readonly logger: Logger;
  readonly now?: () => number;
}

/**
 * The log of the code of all apps, as this replica writes it. `write` returns at once: lines are stored in batches beside the requests that
 * they belong to, and there is a bound on those that wait, and on the lines of each app within a minute.
 */
export class CodeLog {
  readonly #parts: CodeLogParts;
  readonly #now: () => number;
  readonly #rates = new LineRates();
  #waiting: LogDocument[] = [];
  #timer: NodeJS.Timeout | undefined;
  #storing: Promise<void> | undefined;
  #isFailing = false;

  constructor(parts: CodeLogParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
  }

  /** Whether a line of this level would be kept: callers need not make its text otherwise. */
  keeps(app: string, level: LogEntry['level']): boolean {
    return isKept(level, this.#settings(app));
  }

  /** Takes a line. Secrets in it are masked, and the settings of the app decide whether it is kept, and for how long. Never throws. */
  write(entry: LogEntry): void {
    const settings = this.#settings(entry.app);
    if (!isKept(entry.level, settings)) return;
    const now = this.#now();
    if (!this.#rates.takes(entry.app, settings.linesPerMinuteMax, now)) return;
    if (this.#waiting.length >= WAITING_MAX) return this.#rates.lost(entry.app);
    this.#waiting.push(documentOf(entry, settings, new Date(now)));
    if (this.#waiting.length === BATCH_MAX) void this.flush();
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_EVERY_MS).unref();
  }

  /** Stores all lines that wait. Never fails: lines that cannot be stored wait for the next time. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#storing !== undefined) await this.#storing;
    this.#storing = this.#store();
    await this.#storing;
    this.#storing = undefined;
  }

  async #store(): Promise<void> {
    for (const [app, lines] of this.#rates.leftOut(this.#now())) this.#tellLeftOut(app, lines);
    while (this.#waiting.length > 0) {
      const lines = this.#waiting.splice(0, BATCH_MAX);
      try {
        await this.#parts.store.add(lines);
        this.#isFailing = false;
      } catch (error) {
        this.#keepForLater(lines, error);
        return;
      }
    }
  }

  #keepForLater(lines: readonly LogDocument[], error: unknown): void {
    this.#waiting = [...lines, ...this.#waiting];
    for (const { a } of this.#waiting.splice(WAITING_MAX)) this.#rates.lost(a);
    if (!this.#isFailing) this.#parts.logger.warn({ err: error }, 'Lines of Cloud Code cannot be stored; they wait.');
    this.#isFailing = true;
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_EVERY_MS).unref();
  }

  #tellLeftOut(app: string, lines: number): void {
    const text = `${lines} lines were left out: this app writes more than its settings keep.`;
    this.#waiting.push(documentOf({ app, level: 'warn', text }, this.#settings(app), new Date(this.#now())));
  }

  #settings(app: string): CodeLogSettings {
    return this.#parts.settingsOf(app) ?? DEFAULT_LOG_SETTINGS;
  }
}
