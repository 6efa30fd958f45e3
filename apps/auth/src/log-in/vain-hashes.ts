import { createHash } from 'node:crypto';
import type { RequestContext } from '@parlance/contracts';
import { USER } from '@parlance/platform-classes';
import type { PlatformObjects } from '@parlance/platform-objects';
import { LRUCache } from 'lru-cache';
import { unmatchedHash, unmatchedLike, type HashingScheme } from '../passwords/index.ts';
import { userRecord } from '../records/user-record.ts';

const APPS_MAX = 1_000;
const SAMPLE = 50;
const BELIEVED_MS = 600_000;

/**
 * The hashes that passwords of nobody are checked against. They have the parameters of hashes that the app's users have, so that time does
 * not tell users who have logged in since the app's parameters were changed from names that nobody has.
 */
export class VainHashes {
  readonly #objects: PlatformObjects;
  readonly #samples = new LRUCache<string, Promise<readonly string[]>>({ max: APPS_MAX, ttl: BELIEVED_MS });

  constructor(objects: PlatformObjects) {
    this.#objects = objects;
  }

  /** The same for a name each time. Asked for at every log-in, also where somebody has the name. */
  async of(name: string, scheme: HashingScheme, context: RequestContext): Promise<string> {
    const hashes = await this.#sampleOf(context);
    const at = createHash('sha256').update(name.toLowerCase()).digest().readUInt32BE();
    return hashes[at % hashes.length] ?? unmatchedHash(scheme);
  }

  #sampleOf(context: RequestContext): Promise<readonly string[]> {
    const known = this.#samples.get(context.app);
    if (known !== undefined) return known;
    const sample = this.#read(context);
    this.#samples.set(context.app, sample);
    sample.catch(() => this.#samples.delete(context.app));
    return sample;
  }

  async #read(context: RequestContext): Promise<readonly string[]> {
    const users = await this.#objects.findAll(USER, {}, SAMPLE, context);
    return users.flatMap((user) => unmatchedLike(userRecord(user).passwordHash ?? '') ?? []);
  }
}
