import { watch, type FSWatcher } from 'node:fs';
import { dirname } from 'node:path';

/** Editors and mounted secrets change a file in several steps. */
const SETTLE_MS = 100;
/** Network and container file systems do not always tell of changes; looking is cheap. */
const LOOK_EVERY_MS = 5_000;

/**
 * Calls `look` soon after one of the watched files may have changed, and every few seconds in any case. Folders are watched, not
 * files: a file is usually replaced by renaming, which ends a watch on the file itself.
 */
export class FileWatch {
  readonly #look: () => void;
  readonly #timer: NodeJS.Timeout;
  #watchers = new Map<string, FSWatcher>();
  #settling: NodeJS.Timeout | undefined;

  constructor(look: () => void) {
    this.#look = look;
    this.#timer = setInterval(look, LOOK_EVERY_MS).unref();
  }

  /** Watches the folders of these files, and no others from now on. */
  follow(files: readonly string[]): void {
    const folders = new Set(files.map((file) => dirname(file)));
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#watch(folder);
  }

  stop(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#settling);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#settle());
      watcher.on('error', () => {
        watcher.close();
        this.#watchers.delete(folder);
      });
      this.#watchers.set(folder, watcher);
    } catch {
      // No such folder, or no watches left on this machine: the regular look finds changes too, only later.
    }
  }

  #settle(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(this.#look, SETTLE_MS).unref();
  }
}
