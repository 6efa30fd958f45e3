import type { Db } from './driver.ts';
import { pingHealth } from './ping.ts';

/** Probes ask every few seconds and wait about two. */
const PING_TIME_MS = 1_500;

/** A database and the things a service keeps of it, such as collections whose indexes are made. */
export interface OpenDatabase {
  readonly database: Db;
}

/** A database of a service's own: opened by the first call, and by the next one again when that failed. */
export class LazyDatabase<Opened extends OpenDatabase> {
  readonly #open: () => Promise<Opened>;
  #opening: Promise<Opened> | undefined;

  constructor(open: () => Promise<Opened>) {
    this.#open = open;
  }

  /** @throws ParseError ServiceUnavailable when no server answers */
  async open(): Promise<Opened> {
    this.#opening ??= this.#open();
    try {
      return await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  /** True when the server answers; never throws. */
  async answers(): Promise<boolean> {
    try {
      return await pingHealth((await this.open()).database, PING_TIME_MS);
    } catch {
      return false; // The reason is in the log of the code that needs the database for more than this.
    }
  }
}
