import { rm } from 'node:fs/promises';
import type { config } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Logger } from '@parlance/telemetry';
import type { Code } from '../host/code.ts';
import type { CodeCopies } from '../loading/code-copies.ts';
import type { PreparedCode } from '../loading/prepare-code.ts';
import { UnloadableCode } from '../loading/unloadable-code.ts';
import { BrokenBundle, unpack, type BundleFiles } from './bundle.ts';

/** Releases of an app that stay on the disk: processes that run an earlier one may read from it still. */
const KEPT_MAX = 4;
/** A call that finds another release in force waits so long for it; it runs the one before then. */
const WAIT_MS = 5_000;
/** A release that could not be fetched is asked for again after that long. */
const AGAIN_MS = 2_000;

type App = config.AppForFunctions;

export interface ReleaseCodeParts {
  readonly copies: Pick<CodeCopies, 'prepareRead'>;
  /** Fetches a bundle. @throws ParseError */
  readonly fetch: (appId: string, release: string) => Promise<Uint8Array>;
  /** The settings of an app that its processes need. */
  readonly settingsOf: (app: App) => Code['settings'];
  readonly logger: Logger;
}

/** The releases of one app on this machine. */
interface Fetched {
  /** The one that calls ran last. */
  inForce: PreparedCode | undefined;
  /** By release, the newest last. */
  readonly ready: Map<string, PreparedCode>;
  readonly making: Map<string, Promise<PreparedCode>>;
  /** When a release may be asked for again that could not be fetched; milliseconds of the clock. */
  notBefore: number;
}

/**
 * The code of apps that was deployed. A process fetches each release once, at the first call of an app after it was put in force, checks it and
 * unpacks it to its own disk. While it comes the release before serves, where there is one and the new one takes long.
 */
export class ReleaseCode {
  readonly #parts: ReleaseCodeParts;
  readonly #apps = new Map<string, Fetched>();
  readonly #codes = new WeakMap<App, Code>();

  constructor(parts: ReleaseCodeParts) {
    this.#parts = parts;
  }

  /** The code of a release of the app. @throws ServiceUnavailable while it cannot be fetched; CloudCodeFailed for a damaged one */
  of(app: App, release: string): Code | Promise<Code> {
    const { inForce } = this.#of(app.id);
    return inForce?.version === release ? this.#codeOf(app, inForce) : this.#ofNew(app, release);
  }

  /** The same for a release whose files are at hand. Nothing is in force by it. @throws UnloadableCode */
  async keep(app: App, release: string, files: BundleFiles): Promise<Code> {
    return { ...(await this.#once(app.id, release, async () => files)), settings: this.#parts.settingsOf(app) };
  }

  /** The same for one that is stored. @throws as `of`; UnloadableCode */
  async fetched(app: App, release: string): Promise<Code> {
    return { ...(await this.#fetch(app.id, release)), settings: this.#parts.settingsOf(app) };
  }

  /** Takes a release off the disk, unless it is the one that calls run. */
  async drop(appId: string, release: string): Promise<void> {
    const { inForce, ready } = this.#of(appId);
    const found = ready.get(release);
    if (found === undefined || inForce?.version === release) return;
    ready.delete(release);
    await removeCopy(found);
  }

  async #ofNew(app: App, release: string): Promise<Code> {
    const fetched = this.#of(app.id);
    const before = fetched.inForce;
    if (before !== undefined && Date.now() < fetched.notBefore) return this.#codeOf(app, before);
    const coming = this.#fetch(app.id, release);
    try {
      fetched.inForce = before === undefined ? await coming : await inTime(coming);
    } catch (error) {
      if (before === undefined) throw refusalOf(error);
      fetched.notBefore = Date.now() + AGAIN_MS;
      this.#parts.logger.warn({ app: app.id, release, err: error }, 'A release is not there yet; the one before serves.');
      return this.#codeOf(app, before);
    }
    return this.#codeOf(app, fetched.inForce);
  }

  #fetch(appId: string, release: string): Promise<PreparedCode> {
    return this.#once(appId, release, async () => unpack(release, await this.#parts.fetch(appId, release)));
  }

  async #once(appId: string, release: string, filesOf: () => Promise<BundleFiles>): Promise<PreparedCode> {
    const { ready, making } = this.#of(appId);
    const known = ready.get(release) ?? making.get(release);
    if (known !== undefined) return known;
    const begun = this.#make(appId, release, filesOf);
    making.set(release, begun);
    try {
      return await begun;
    } finally {
      making.delete(release);
    }
  }

  async #make(appId: string, release: string, filesOf: () => Promise<BundleFiles>): Promise<PreparedCode> {
    const folder = { root: '', files: await filesOf(), packages: undefined, version: release };
    const prepared = await this.#parts.copies.prepareRead(appId, { folder, file: undefined }, release);
    const { inForce, ready } = this.#of(appId);
    ready.set(release, prepared);
    const old = [...ready.values()].filter(({ version }) => version !== inForce?.version).slice(0, -KEPT_MAX);
    for (const copy of old) {
      ready.delete(copy.version);
      await removeCopy(copy);
    }
    return prepared;
  }

  #of(appId: string): Fetched {
    let fetched = this.#apps.get(appId);
    if (fetched === undefined) {
      fetched = { inForce: undefined, ready: new Map(), making: new Map(), notBefore: 0 };
      this.#apps.set(appId, fetched);
    }
    return fetched;
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

/** @throws RequestTimeout for code that takes longer than a call waits; it goes on to come */
async function inTime(coming: Promise<PreparedCode>): Promise<PreparedCode> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ParseError('RequestTimeout', 'The release takes long to come.')), WAIT_MS);
  });
  try {
    return await Promise.race([coming, late]);
  } finally {
    clearTimeout(timer);
  }
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof BrokenBundle || error instanceof UnloadableCode)) return error;
  return new ParseError('CloudCodeFailed', `The code of this app cannot be loaded: ${error.message}`, { cause: error });
}

async function removeCopy({ readable: [copy] }: PreparedCode): Promise<void> {
  if (copy !== undefined) await rm(copy, { recursive: true, force: true });
}
