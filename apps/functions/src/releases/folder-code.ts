import type { config } from '@parlance/contracts';
import type { Code } from '../host/code.ts';
import type { CodeCopies } from '../loading/code-copies.ts';
import type { PreparedCode } from '../loading/prepare-code.ts';
import { readCode } from '../loading/prepare-code.ts';
import { foldersOf } from '../loading/read-folder.ts';
import { FolderWatch } from './folder-watch.ts';

/** A call that finds changed code waits so long for it to be tried out; it runs the old code then. */
const WAIT_MS = 5_000;

type App = config.AppForFunctions;

export interface FolderCodeParts {
  readonly copies: CodeCopies;
  /** The settings of an app that its processes need. */
  readonly settingsOf: (app: App) => Code['settings'];
  /** Loads the code in a process that serves no call, and records all that it registers. @throws Error with the place of a fault */
  readonly tryOut: (app: App, code: Code) => Promise<void>;
  /** The current state of an app. */
  readonly appOf: (appId: string) => Promise<App | undefined>;
  /** Told of new code that is in force. */
  readonly taken: (appId: string, version: string) => void;
  /** Told of new code that is not taken; the old code stays. */
  readonly refused: (appId: string, error: unknown) => void;
}

/** The folder of one app. */
interface Folder {
  readonly path: string;
  readonly watch: FolderWatch;
  inForce: PreparedCode;
  /** Of the newest code that was looked at, taken or not. */
  seen: string;
  /** Changes were noticed that have not been looked at; settled when the last of them has been. */
  pending: PromiseWithResolvers<void> | undefined;
  /** A change was noticed since the last look began. */
  isStale: boolean;
  /** Looks follow each other. */
  looking: Promise<void>;
}

/**
 * The code of apps that lies in folders of this machine. A folder is watched: changed code is tried out, and runs from the next call on. Code
 * that cannot be loaded is not taken.
 */
export class FolderCode {
  readonly #parts: FolderCodeParts;
  readonly #folders = new Map<string, Promise<Folder>>();
  readonly #known = new Map<string, Folder>();
  readonly #codes = new WeakMap<App, Code>();
  #isClosed = false;

  constructor(parts: FolderCodeParts) {
    this.#parts = parts;
  }

  /**
   * The code in force of an app; `path` is that of the apps file.
   *
   * @throws UnloadableCode for a path that leads to no code, and for code that does not compile when it is read for the first time
   */
  of(app: App, path: string): Code | Promise<Code> {
    const folder = this.#known.get(app.id);
    if (folder?.path === path && folder.pending === undefined) return this.#codeOf(app, folder.inForce);
    return this.#ofChanging(app, path);
  }

  close(): void {
    this.#isClosed = true;
    for (const { watch } of this.#known.values()) watch.close();
  }

  async #ofChanging(app: App, path: string): Promise<Code> {
    const folder = await this.#open(app.id, path);
    if (folder.pending !== undefined) await Promise.race([folder.pending.promise, wait(WAIT_MS)]);
    return this.#codeOf(app, folder.inForce);
  }

  async #open(appId: string, path: string): Promise<Folder> {
    const opened = await this.#folders.get(appId)?.catch(() => undefined);
    if (opened?.path === path) return opened;
    opened?.watch.close();
    const opening = this.#read(appId, path);
    this.#folders.set(appId, opening);
    opening.catch(() => this.#folders.delete(appId)); // the next call looks again
    const folder = await opening;
    this.#known.set(appId, folder);
    return folder;
  }

  async #read(appId: string, path: string): Promise<Folder> {
    const code = await readCode(path);
    const inForce = await this.#parts.copies.prepareRead(appId, code);
    const noticed = () => {
      folder.isStale = true;
      folder.pending ??= Promise.withResolvers();
    };
    const watch = new FolderWatch(noticed, () => {
      folder.looking = folder.looking.then(() => this.#look(appId, folder));
    });
    const folder: Folder = {
      ...{ path, watch, inForce, seen: inForce.version },
      ...{ pending: undefined, isStale: false, looking: Promise.resolve() },
    };
    if (!this.#isClosed) watch.watch(foldersOf(code.folder));
    return folder;
  }

  /** Looks at a folder that has changed. Never fails. */
  async #look(appId: string, folder: Folder): Promise<void> {
    folder.isStale = false;
    try {
      await this.#renew(appId, folder);
    } catch (error) {
      this.#parts.refused(appId, error);
    }
    if (folder.isStale) return; // the next look follows
    folder.pending?.resolve();
    folder.pending = undefined;
  }

  async #renew(appId: string, folder: Folder): Promise<void> {
    const { appOf, copies, tryOut, taken } = this.#parts;
    const code = await readCode(folder.path);
    folder.watch.watch(foldersOf(code.folder));
    const { version } = code.folder;
    if (version === folder.seen) return;
    folder.seen = version;
    const app = await appOf(appId);
    if (app === undefined || this.#isClosed) return;
    const prepared = await copies.prepareRead(appId, code);
    await tryOut(app, { ...prepared, settings: this.#parts.settingsOf(app) });
    folder.inForce = prepared;
    taken(appId, version);
  }

  /** One object for each state of an app, so that calls make none. */
  #codeOf(app: App, prepared: PreparedCode): Code {
    const made = this.#codes.get(app);
    if (made?.version === prepared.version) return made;
    const code = { ...prepared, settings: this.#parts.settingsOf(app) };
    this.#codes.set(app, code);
    return code;
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
