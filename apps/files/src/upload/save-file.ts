import { functions, type files, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { FileBytes } from '@parlance/transfers';
import type { App } from '../apps/app.ts';
import type { FileSeals } from '../encryption/file-seals.ts';
import type { StoredFile } from '../store/file.store.ts';
import type { FileTriggers } from '../triggers/file-triggers.ts';
import type { HeldBytes } from '../triggers/held-bytes.ts';
import type { Quotas } from '../usage/quotas.ts';
import type { AnnouncedFile } from './announced-file.ts';
import { changedFile } from './changed-file.ts';
import { storedName } from './file-name.ts';
import { mediaTypeOf } from './media-type.ts';
import { receiveFile } from './receive-file.ts';

export interface SaveFileParts {
  readonly seals: FileSeals;
  readonly quotas: Quotas;
  readonly triggers: FileTriggers;
  readonly held: HeldBytes;
}

/** Stores uploads, with the triggers of the app before and behind. */
export class SaveFile {
  readonly #parts: SaveFileParts;

  constructor(parts: SaveFileParts) {
    this.#parts = parts;
  }

  /** @throws as `receiveFile`; the error of a trigger: that of afterSave leaves the file stored */
  async save(app: App, file: AnnouncedFile, bytes: FileBytes, context: RequestContext): Promise<files.UploadedFile> {
    if (app.triggers.has('beforeSave')) return this.#saveChanged(app, file, bytes, context);
    const stored = await this.#store(app, file, bytes);
    await this.#tell(app, file, stored, bytes, context);
    return { name: stored.name, path: app.pathOf(stored.name) };
  }

  async #saveChanged(app: App, file: AnnouncedFile, bytes: FileBytes, context: RequestContext): Promise<files.UploadedFile> {
    const { held, triggers } = this.#parts;
    const kept = file.isStream ? { bytes, release: () => undefined } : await held.hold(bytes, file.length, file.sizeMax);
    try {
      const changed = changedFile(file, kept.bytes, await triggers.run(app, 'beforeSave', inputOf(file, kept.bytes), context));
      if ('url' in changed) {
        await triggers.run(app, 'afterSave', { name: changed.name, url: changed.url, size: null }, context);
        return changed;
      }
      const stored = await this.#store(app, changed.file, changed.bytes);
      await this.#tell(app, changed.file, stored, changed.bytes, context);
      return { name: stored.name, path: app.pathOf(stored.name) };
    } finally {
      kept.release();
    }
  }

  async #store(app: App, file: AnnouncedFile, bytes: FileBytes): Promise<StoredFile> {
    const { name, contentType, directory } = file;
    const mediaType = contentType === undefined ? undefined : mediaTypeOf(contentType);
    const unique = storedName({ name, mediaType, directory, preserve: app.settings.preserveFileName });
    const stored = await receiveFile(app, { ...file, name: unique }, bytes, this.#parts.seals);
    this.#parts.quotas.note(app, stored.storedBytes);
    return stored;
  }

  async #tell(app: App, file: AnnouncedFile, { name, head }: StoredFile, bytes: FileBytes, context: RequestContext): Promise<void> {
    if (!app.triggers.has('afterSave')) return;
    const { triggers } = this.#parts;
    const input = { ...inputOf(file, bytes), name, url: triggers.urlOf(app, name), contentType: head.type };
    await triggers.run(app, 'afterSave', input, context);
  }
}

/** @throws FileSaveError (130) for a body without bytes */
function inputOf(file: AnnouncedFile, bytes: FileBytes): functions.FileInput {
  const { name, contentType, metadata, tags, directory, length } = file;
  const words = { name, contentType, metadata, tags, directory };
  if (!(bytes instanceof Uint8Array) || file.isStream) return { ...words, size: length ?? null, isStream: true };
  if (bytes.length === 0) throw new ParseError('FileSaveError', 'Invalid file upload.');
  if (bytes.length > functions.FILE_TRIGGER_BYTES_MAX) return { ...words, size: bytes.length, isStream: true };
  return { ...words, size: bytes.length, data: bytes.toString('base64') };
}
