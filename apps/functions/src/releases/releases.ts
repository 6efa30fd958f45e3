import { createHash } from 'node:crypto';
import type { Bus } from '@parlance/bus';
import { config, files as filesContract, functions, type CloudManifest, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { CodedApps } from '../apps/coded-apps.ts';
import type { Code } from '../host/code.ts';
import { UnloadableCode } from '../loading/unloadable-code.ts';
import { pack, type BundleFiles } from './bundle.ts';
import { manifestFaults } from './check-manifest.ts';
import type { ReleaseCode } from './release-code.ts';
import type { ReleaseDocument, ReleaseStore } from './release.store.ts';

/** Releases of one app that are kept; those that were in force the longest time ago go first. */
const KEPT_MAX = 50;

export interface ReleasesParts {
  readonly bus: Bus;
  readonly apps: CodedApps;
  readonly store: ReleaseStore;
  readonly code: ReleaseCode;
  /** Loads code on trial. @throws UnloadableCode, ParseError */
  readonly probe: (app: config.AppForFunctions, code: Code) => Promise<CloudManifest>;
  /** Has processes started with code that is about to be in force; resolves when they are ready, or cannot be had. */
  readonly prepare: (app: config.AppForFunctions, code: Code) => Promise<void>;
}

/** Puts code of apps in force, and takes it back. The registry holds the release in force: every replica hears of it there. */
export class Releases {
  readonly #parts: ReleasesParts;

  constructor(parts: ReleasesParts) {
    this.#parts = parts;
  }

  /** @throws as `functions.deployRelease` */
  async deploy(files: BundleFiles, note: string | undefined, context: RequestContext): Promise<functions.ReleaseView> {
    const { apps, bus, code, store } = this.#parts;
    const app = await apps.of(context);
    assertReleasable(app);
    const { release, packed } = await pack(files);
    const manifest = await this.#tryOut(app, () => code.keep(app, release, files)).catch(async (error: unknown) => {
      await code.drop(app.id, release);
      throw error;
    });
    await bus.call(filesContract.storeBundle, { name: release, body: packed }, context);
    const { version: _version, ...registered } = manifest;
    const document = { a: app.id, release, contents: contentsOf(files), manifest: registered };
    const stored = await store.put(note === undefined ? document : { ...document, note }, new Date());
    await this.#putInForce(app, release, manifest, context);
    await this.#forgetOld(app.id, release, context);
    return viewOf(stored, release);
  }

  async list(context: RequestContext): Promise<functions.ReleaseList> {
    const { apps, store } = this.#parts;
    const { id, release } = await apps.of(context);
    return { releases: (await store.list(id)).map((document) => viewOf(document, release)) };
  }

  /** @throws ObjectNotFound */
  async read(release: string, context: RequestContext): Promise<functions.ReleaseDetails> {
    const { id, release: inForce } = await this.#parts.apps.of(context);
    const document = await this.#find(id, release);
    return { ...viewOf(document, inForce), contents: [...document.contents] };
  }

  /** @param wanted the one before when undefined; none when null @throws as `functions.rollBack` */
  async rollBack(wanted: string | null | undefined, context: RequestContext): Promise<functions.RolledBack> {
    const { apps, bus, code, store } = this.#parts;
    const app = await apps.of(context);
    assertReleasable(app);
    if (wanted === null) {
      await bus.call(config.recordCode, { release: null, manifest: null }, context);
      return { release: null };
    }
    const { release } = wanted === undefined ? await this.#before(app) : await this.#find(app.id, wanted);
    const manifest = await this.#tryOut(app, () => code.fetched(app, release));
    await store.noteForce(app.id, release, new Date());
    await this.#putInForce(app, release, manifest, context);
    return { release };
  }

  /** @throws as `functions.removeRelease` */
  async remove(release: string, context: RequestContext): Promise<void> {
    const app = await this.#parts.apps.of(context);
    await this.#find(app.id, release);
    if (app.release === release) throw new ParseError('OperationForbidden', 'This release is in force.');
    await this.#forget(app.id, release, context);
  }

  /** @throws CloudCodeFailed (141) */
  async #tryOut(app: config.AppForFunctions, codeOf: () => Promise<Code>): Promise<CloudManifest> {
    try {
      const manifest = await this.#parts.probe(app, await codeOf());
      const faults = manifestFaults(manifest);
      if (faults.length > 0) throw new UnloadableCode(faults.join(' '));
      return manifest;
    } catch (error) {
      if (error instanceof UnloadableCode) throw new ParseError('CloudCodeFailed', error.message, { cause: error });
      throw error;
    }
  }

  /** Each replica starts its processes first, beside those that serve: when the registry tells of the release, calls find them ready. */
  async #putInForce(app: config.AppForFunctions, release: string, manifest: CloudManifest, context: RequestContext): Promise<void> {
    const { bus, code, prepare } = this.#parts;
    bus.publish(functions.releaseComing, { app: app.id, release });
    await prepare(app, await code.fetched(app, release));
    await bus.call(config.recordCode, { release, manifest }, context);
  }

  async #find(appId: string, release: string): Promise<ReleaseDocument> {
    const document = await this.#parts.store.find(appId, release);
    if (document === undefined) throw new ParseError('ObjectNotFound', 'There is no such release.');
    return document;
  }

  async #before({ id, release: inForce }: config.AppForFunctions): Promise<ReleaseDocument> {
    const [before] = (await this.#parts.store.list(id)).filter(({ release }) => release !== inForce).toSorted(byForce);
    if (before === undefined) throw new ParseError('ObjectNotFound', 'There is no release before this one.');
    return before;
  }

  async #forgetOld(appId: string, inForce: string, context: RequestContext): Promise<void> {
    const others = (await this.#parts.store.list(appId)).filter(({ release }) => release !== inForce).toSorted(byForce);
    for (const { release } of others.slice(KEPT_MAX - 1)) await this.#forget(appId, release, context);
  }

  /** The entry goes last: a removal that breaks off can be repeated. */
  async #forget(appId: string, release: string, context: RequestContext): Promise<void> {
    const { bus, code, store } = this.#parts;
    await bus.call(filesContract.removeBundle, { name: release }, context);
    await code.drop(appId, release);
    await store.remove(appId, release);
  }
}

/** @throws OperationForbidden for an app whose code the apps file declares */
function assertReleasable({ cloud, cloudDeclaredIn = 'the apps file' }: config.AppForFunctions): void {
  if (cloud === undefined) return;
  throw new ParseError('OperationForbidden', `cloud: declared in ${cloudDeclaredIn} (${cloud}); change the code there.`);
}

function contentsOf(files: BundleFiles): ReleaseDocument['contents'] {
  return [...files].map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }));
}

function byForce(one: ReleaseDocument, other: ReleaseDocument): number {
  return other.forceAt.getTime() - one.forceAt.getTime();
}

function viewOf({ release, note, contents, manifest, deployedAt }: ReleaseDocument, inForce: string | undefined): functions.ReleaseView {
  return {
    release,
    ...(note === undefined ? {} : { note }),
    files: contents.length,
    bytes: contents.reduce((sum, { bytes }) => sum + bytes, 0),
    deployedAt: deployedAt.toISOString(),
    inForce: release === inForce,
    manifest,
  };
}
