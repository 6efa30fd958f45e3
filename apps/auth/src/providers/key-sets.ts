import type { Outbound } from '@parlance/outbound';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';

/** Issuers change keys over days; an hour late is early enough for a key that was withdrawn. */
const FRESH_MS = 3_600_000;
/** Tokens with invented key ids cause no more than one request in this time. */
const REFETCH_INTERVAL_MS = 5_000;
/** An issuer that is away is asked so often whether it is back: each time somebody waits for it. */
const RETRY_INTERVAL_MS = 30_000;
/** While an issuer is away its last keys still count, so long. */
const STALE_MS = 24 * FRESH_MS;
const DOCUMENTS_MAX = 1_000;

interface Document {
  readonly body: Readonly<Record<string, unknown>>;
  readonly fetchedAt: number;
}

interface Entry {
  document: Document | undefined;
  triedAt: number;
  running: Promise<void> | undefined;
}

/**
 * The public keys of issuers, and the documents that say where they are. By address, for all apps alike: nothing in them is secret, and
 * nothing of a request is kept.
 *
 * A key id that is not known makes the keys be fetched once more, so that a rotation is noticed at once, at most every five seconds.
 */
export class KeySets {
  readonly #outbound: Outbound;
  readonly #entries = new LRUCache<string, Entry>({ max: DOCUMENTS_MAX });

  constructor(outbound: Outbound) {
    this.#outbound = outbound;
  }

  /** Chooses the key of a token, for jose. @throws whatever kept the keys from being known: then no token can be believed */
  keysAt(url: string, now: Date): JWTVerifyGetKey {
    return async (header, token) => {
      const choose = async () => createLocalJWKSet((await this.document(url, now)) as unknown as JSONWebKeySet)(header, token);
      try {
        return await choose();
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || !(await this.#refetch(url, now))) throw error;
        return choose();
      }
    };
  }

  /** A JSON object at an address, at most an hour old; up to a day while it cannot be had. @throws OutboundError or SyntaxError */
  async document(url: string, now: Date): Promise<Readonly<Record<string, unknown>>> {
    const entry = this.#entry(url);
    const age = ageOf(entry.document, now);
    if (age < FRESH_MS && entry.document !== undefined) return entry.document.body;
    if (age >= STALE_MS || isLongAgo(entry, now, RETRY_INTERVAL_MS)) {
      try {
        await this.#fetch(url, entry, now);
      } catch (error) {
        if (age >= STALE_MS) throw error;
      }
    }
    if (entry.document === undefined) throw new Error('There is no document.');
    return entry.document.body;
  }

  /** False when it was tried a moment ago. */
  async #refetch(url: string, now: Date): Promise<boolean> {
    const entry = this.#entry(url);
    if (entry.running === undefined && !isLongAgo(entry, now, REFETCH_INTERVAL_MS)) return false;
    await this.#fetch(url, entry, now);
    return true;
  }

  #entry(url: string): Entry {
    const known = this.#entries.get(url);
    if (known !== undefined) return known;
    const entry: Entry = { document: undefined, triedAt: -Infinity, running: undefined };
    this.#entries.set(url, entry);
    return entry;
  }

  /** One request at a time for each address, whoever asks. */
  async #fetch(url: string, entry: Entry, now: Date): Promise<void> {
    entry.triedAt = now.getTime();
    entry.running ??= this.#read(url, entry, now).finally(() => {
      entry.running = undefined;
    });
    await entry.running;
  }

  async #read(url: string, entry: Entry, now: Date): Promise<void> {
    const answer = await this.#outbound.request({ url });
    const body: unknown = answer.status === 200 ? JSON.parse(answer.body.toString('utf8')) : undefined;
    if (typeof body !== 'object' || body === null) throw new SyntaxError('The issuer answered something else than a JSON object.');
    entry.document = { body: body as Record<string, unknown>, fetchedAt: now.getTime() };
  }
}

function ageOf(document: Document | undefined, now: Date): number {
  return document === undefined ? Infinity : now.getTime() - document.fetchedAt;
}

/** Whether the last request was sent so long before `now`. */
function isLongAgo({ triedAt }: Entry, now: Date, intervalMs: number): boolean {
  return now.getTime() - triedAt >= intervalMs;
}
