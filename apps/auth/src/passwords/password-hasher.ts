import { hash as argon2Hash, verify as argon2Verify } from '@node-rs/argon2';
import { hash as bcryptHash, verify as bcryptVerify } from '@node-rs/bcrypt';
import { ParseError } from '@parlance/errors';
import { BoundedWork, type Bounds } from './bounded-work.ts';
import { readStoredHash } from './hash-format.ts';
import { ARGON2_BYTES_MAX, ARGON2_PARAMETERS, bytesMaxOf, type HashingScheme, needsRehash } from './hashing-scheme.ts';
import { unmatchedHash } from './unmatched-hash.ts';

/** Whether a password is the stored one, and whether it should be hashed anew by the app's present scheme. */
export type Verdict = { readonly matches: false } | { readonly matches: true; readonly rehash: boolean };

const REFUSED: Verdict = { matches: false };

/**
 * Hashes and checks passwords in native threads, off the event loop, a bounded number at a time.
 *
 * All methods throw ParseError ServiceUnavailable, with nothing begun, when too many wait or `deadline` (epoch ms) has passed.
 */
export class PasswordHasher {
  readonly #work: BoundedWork;
  readonly #now: () => number;

  constructor(bounds: Bounds, now: () => number = Date.now) {
    this.#work = new BoundedWork(bounds);
    this.#now = now;
  }

  /**
   * The string to store: `$2y$…`, which every Parse Server verifies, or `$argon2id$…`, which none does.
   *
   * @throws ParseError ValidationFailed for a password that the scheme would cut short: see checkNewPassword()
   */
  async hash(password: string, scheme: HashingScheme, deadline = Infinity): Promise<string> {
    if (Buffer.byteLength(password) > bytesMaxOf(scheme)) throw new ParseError('ValidationFailed', 'The password is too long.');
    return this.#run(deadline, () =>
      scheme.algorithm === 'bcrypt'
        ? bcryptHash(password, { cost: scheme.bcryptRounds, version: '2y' })
        : argon2Hash(password, {
            memoryCost: ARGON2_PARAMETERS.memoryKib,
            timeCost: ARGON2_PARAMETERS.passes,
            parallelism: ARGON2_PARAMETERS.lanes,
          }),
    );
  }

  /**
   * Checks a password against the stored hash. Imported bcrypt hashes count as they are, their blindness beyond 72 bytes included.
   * Where nothing usable is stored, the same work is done in vain, so that time tells nothing.
   *
   * @param stored undefined for a user without a password; for a user who does not exist, one of unmatchedLike()
   */
  async verify(password: string, stored: string | undefined, scheme: HashingScheme, deadline = Infinity): Promise<Verdict> {
    const format = stored === undefined ? undefined : readStoredHash(stored);
    if (stored === undefined || format === undefined || format.kind === 'unknown' || format.kind === 'costly') {
      await this.#compare(password, unmatchedHash(scheme), deadline);
      return REFUSED;
    }
    const matches = await this.#compare(password, stored, deadline);
    return matches ? { matches, rehash: needsRehash(password, format, scheme) } : REFUSED;
  }

  /** True when the password equals one of these: its user's former ones. Cost: one check each; unusable hashes count as different. */
  async equalsOneOf(password: string, stored: readonly string[], deadline = Infinity): Promise<boolean> {
    const usable = stored.filter((text) => ['bcrypt', 'argon2id'].includes(readStoredHash(text).kind));
    for (const text of usable) {
      if (await this.#compare(password, text, deadline)) return true;
    }
    return false;
  }

  #compare(password: string, stored: string, deadline: number): Promise<boolean> {
    if (stored.startsWith('$2')) return this.#run(deadline, () => bcryptVerify(password, stored));
    const bytes = Buffer.from(password);
    const bounded = bytes.subarray(0, ARGON2_BYTES_MAX);
    return this.#run(deadline, async () => (await argon2Verify(stored, bounded)) && bytes.length === bounded.length);
  }

  #run<T>(deadline: number, work: () => Promise<T>): Promise<T> {
    return this.#work.run(work, () => this.#now() < deadline);
  }
}
