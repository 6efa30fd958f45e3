import { hkdfSync } from 'node:crypto';
import { appSettings, mapSecrets, secret } from '@parlance/app-settings';
import { z } from 'zod';
import type { AppRecord } from '../registry/app-record.ts';
import { isEnvelope, open, seal, type Envelope } from './envelope.ts';
import type { KeyRing } from './key-ring.ts';
import type { SecretPlace } from './secrets-error.ts';

/** An app as the control database has it: with an envelope in place of each secret, or, from older versions, the secret itself. */
export type StoredApp = AppRecord;

const DERIVED_BYTES = 32;

/** The members of an app with secrets in them. */
const SECRETIVE = z.object({
  keys: z.record(z.string(), z.array(secret(z.string()))),
  database: z.object({ uri: secret(z.string()), name: z.string(), collectionPrefix: z.string() }),
  settings: appSettings,
  declared: z.object({ file: z.string(), digest: z.string(), settings: appSettings }),
});

/** How many secrets of an app are in which state. */
export interface SecretCounts {
  readonly clear: number;
  /** Encrypted with another key than the current one. */
  readonly old: number;
  readonly current: number;
}

/** Encrypts the secrets of apps on their way into the control database, and decrypts them on their way out. */
export class RecordSealer {
  readonly #keys: KeyRing;

  constructor(keys: KeyRing) {
    this.#keys = keys;
  }

  seal(record: AppRecord): StoredApp {
    return mapApp(record, (value, path) => seal(value, { app: record._id, path }, this.#keys));
  }

  /** @throws MissingKeyError, DamagedSecretError */
  open(stored: StoredApp): AppRecord {
    return mapApp(stored, (value, path) => (isEnvelope(value) ? open(value, { app: stored._id, path }, this.#keys) : value));
  }

  /** Encrypts a secret that belongs to no app. */
  sealValue(value: unknown, place: SecretPlace): Envelope {
    return seal(value, place, this.#keys);
  }

  /** @throws MissingKeyError, DamagedSecretError */
  openValue(envelope: Envelope, place: SecretPlace): unknown {
    return open(envelope, place, this.#keys);
  }

  isCurrent({ keyId }: Envelope): boolean {
    return keyId === this.#keys.current.id;
  }

  /** Keys for another purpose than these secrets, one of each key of the deployment, the current one first: nobody can tell one from another. */
  derivedKeys(purpose: string, appId: string): readonly Buffer[] {
    return this.#keys.all.map(({ bytes }) => Buffer.from(hkdfSync('sha256', bytes, '', `parlance ${purpose} ${appId}`, DERIVED_BYTES)));
  }

  count(stored: StoredApp): SecretCounts {
    const counts = { clear: 0, old: 0, current: 0 };
    mapApp(stored, (value) => {
      if (!isEnvelope(value)) counts.clear++;
      else if (value.keyId === this.#keys.current.id) counts.current++;
      else counts.old++;
      return value;
    });
    return counts;
  }
}

function mapApp(app: AppRecord, replace: (value: unknown, path: readonly string[]) => unknown): AppRecord {
  const { keys, database, settings, declared } = app;
  const part = { keys, database, settings, ...(declared === undefined ? {} : { declared }) };
  return { ...app, ...(mapSecrets(SECRETIVE, part, replace, { isSecret: isEnvelope }) as typeof part) };
}
