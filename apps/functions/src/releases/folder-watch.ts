import { watch, type FSWatcher } from 'node:fs';

/** Changes that follow each other within so many milliseconds are one: editors write a file in several steps. */
const QUIET_MS = 30;

/** Watches the folders of an app's code, packages excluded. */
export class FolderWatch {
  readonly #changed: () => void;
  readonly #noticed: () => void;
  readonly #watchers = new Map<string, FSWatcher>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param noticed told of a change at once
   * @param changed told when the changes have come to rest
   */
  constructor(noticed: () => void, changed: () => void) {
    this.#noticed = noticed;
    this.#changed = changed;
  }

  /** Watches these folders from now on, and no others. A folder that cannot be watched is passed over. */
  watch(folders: readonly string[]): void {
    for (const [folder, watcher] of this.#watchers) if (!folders.includes(folder)) this.#forget(folder, watcher);
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#add(folder);
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const [folder, watcher] of this.#watchers) this.#forget(folder, watcher);
  }

  #add(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#notice());
      watcher.on('error', () => this.#forget(folder, watcher));
      this.#watchers.set(folder, watcher);
    } catch {
      // A machine that is out of watches serves the code that it has; so does one whose folder is gone.
    }
  }

  #forget(folder: string, watcher: FSWatcher): void {
    this.#watchers.delete(folder);
    watcher.close();
  }

  #notice(): void {
    this.#noticed();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#changed, QUIET_MS);
  }
}
