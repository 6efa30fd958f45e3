import type { Logger } from '@parlance/telemetry';
import { isAway } from '../registry/is-away.ts';
import type { MongoControlDatabase } from '../registry/mongo-control-database.ts';
import { loadKeyRing, type KeySettings } from './load-key-ring.ts';
import { RecordSealer } from './record-sealer.ts';
import { resealApps } from './reseal-apps.ts';

/** The encryption of one process: its keys, read when they are needed first, and its work at start. */
export class Sealing {
  readonly #settings: KeySettings;
  readonly #database: MongoControlDatabase;
  readonly #logger: Logger;
  #sealer: RecordSealer | undefined;

  constructor(settings: KeySettings, database: MongoControlDatabase, logger: Logger) {
    this.#settings = settings;
    this.#database = database;
    this.#logger = logger;
  }

  /** @throws Error that names the variable which is missing or wrong */
  get sealer(): RecordSealer {
    this.#sealer ??= new RecordSealer(
      loadKeyRing(this.#settings, (file) => this.#logger.info({ file }, 'A key for the secrets of apps was made. Keep a copy of it.')),
    );
    return this.#sealer;
  }

  /**
   * Encrypts the secrets that an older version stored in clear. While MongoDB is away that waits for the next start;
   * secrets in clear are read too.
   *
   * @throws MissingKeyError when secrets are stored whose key is lost
   */
  async sealStored(): Promise<void> {
    const { sealer } = this;
    try {
      const { resealed, auditEntries } = await resealApps(this.#database, sealer, false, () => undefined);
      if (resealed + auditEntries > 0)
        this.#logger.info({ resealed, auditEntries }, 'Secrets that were stored in clear are encrypted now.');
    } catch (error) {
      if (!isAway(error)) throw error;
      this.#logger.warn('MongoDB is away; secrets that older versions stored in clear are encrypted at the next start.');
    }
  }
}
