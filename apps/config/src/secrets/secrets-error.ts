/** Where a value is stored. Encryption binds it to this place: moved to another app or another setting, it cannot be opened. */
export interface SecretPlace {
  readonly app: string;
  /** Such as `['settings', 'mail', 'smtpUrl']`. */
  readonly path: readonly string[];
}

/** A stored secret is encrypted with a key that this process does not have. */
export class MissingKeyError extends Error {
  override readonly name = 'MissingKeyError';

  constructor(keyId: string, { app, path }: SecretPlace) {
    super(
      `The app "${app}" has secrets (${path.join('.')}) that are encrypted with the key ${keyId}, which this process does not have. ` +
        'Put that key back: into PARLANCE_SECRETS_KEY, PARLANCE_SECRETS_KEY_FILE, or the file secrets.key in PARLANCE_DATA_FOLDER.',
    );
  }
}

/** A stored secret was changed, or moved from another place. */
export class DamagedSecretError extends Error {
  override readonly name = 'DamagedSecretError';

  constructor({ app, path }: SecretPlace, options: ErrorOptions) {
    super(`The stored secret ${path.join('.')} of the app "${app}" cannot be decrypted: it was changed, or moved there.`, options);
  }
}
