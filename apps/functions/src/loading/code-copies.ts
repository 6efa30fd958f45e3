import { chmod, mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copiesPrefix, removeLeftCopies } from './left-copies.ts';
import { prepareCode, readCode, type NamedCode, type PreparedCode } from './prepare-code.ts';

const ENTERABLE = 0o711;
const TOUCH_MS = 3_600_000;

/**
 * The copies of code that this process loads from: `<temporary folder>/<app>/<version>/`. They end with the process; those of processes that
 * were killed are removed at the start of the next.
 */
export class CodeCopies {
  readonly #timer: NodeJS.Timeout;
  #root: Promise<string> | undefined;

  constructor() {
    void removeLeftCopies();
    this.#timer = setInterval(() => void this.#touch(), TOUCH_MS).unref();
  }

  /** Copies the code at a path. @throws UnloadableCode */
  async prepare(appId: string, path: string, version?: string): Promise<PreparedCode> {
    return this.prepareRead(appId, await readCode(path), version);
  }

  /** The same for code that has been read. @throws UnloadableCode */
  async prepareRead(appId: string, code: NamedCode, version?: string): Promise<PreparedCode> {
    return prepareCode(code, join(await this.#open(), appId), version);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    const root = await this.#root?.catch(() => undefined);
    if (root !== undefined) await rm(root, { recursive: true, force: true });
  }

  #open(): Promise<string> {
    const opening = (this.#root ??= mkdtemp(join(tmpdir(), copiesPrefix())).then(enterable));
    opening.catch(() => (this.#root = undefined));
    return opening;
  }

  async #touch(): Promise<void> {
    const now = new Date();
    await this.#root?.then((root) => utimes(root, now, now)).catch(() => undefined);
  }
}

/** Processes of code have users of their own, and know the names of their folders. */
async function enterable(root: string): Promise<string> {
  await chmod(root, ENTERABLE);
  return root;
}
