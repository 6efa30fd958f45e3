import type { config } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Code } from '../host/code.ts';
import { CodeSource } from '../host/code-source.ts';
import { UnloadableCode } from '../loading/unloadable-code.ts';
import type { FolderCode } from './folder-code.ts';
import type { ReleaseCode } from './release-code.ts';

type App = config.AppForFunctions;

/** Settings of an app that the runtime in its processes needs. */
export function runtimeSettings({ settings: { encodeParseObjectInCloudFunction } }: App): Code['settings'] {
  return { encodeParseObjectInCloudFunction };
}

/** The code in force of each app: its folder, where the apps file declares one, else its release. */
export class CodeOfApps extends CodeSource {
  readonly #folders: FolderCode;
  readonly #releases: ReleaseCode;

  constructor(folders: FolderCode, releases: ReleaseCode) {
    super();
    this.#folders = folders;
    this.#releases = releases;
  }

  /** @throws CloudCodeFailed (141) for code that cannot be loaded */
  of(app: App): Code | undefined | Promise<Code | undefined> {
    if (app.cloud === undefined) return app.release === undefined ? undefined : this.#releases.of(app, app.release);
    const code = this.#folders.of(app, app.cloud);
    return code instanceof Promise ? code.catch(refuse) : code;
  }
}

function refuse(error: unknown): never {
  if (!(error instanceof UnloadableCode)) throw error;
  throw new ParseError('CloudCodeFailed', `The code of this app cannot be loaded: ${error.message}`, { cause: error });
}
