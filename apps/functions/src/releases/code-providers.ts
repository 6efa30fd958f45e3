import type { OnApplicationShutdown, Provider } from '@nestjs/common';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { CodedApps } from '../apps/coded-apps.ts';
import { CodeHost } from '../host/code-host.ts';
import { CodeSource } from '../host/code-source.ts';
import { Manifests } from '../host/manifests.ts';
import { CodeCopies } from '../loading/code-copies.ts';
import { CodeLog } from '../logs/code-log.ts';
import { CodeOfApps, runtimeSettings } from './code-of-apps.ts';
import { FolderCode } from './folder-code.ts';
import { tryOut } from './folder-trial.ts';
import { ReleaseCode } from './release-code.ts';

/** Ends watches and copies with the service. */
class CodeLifetime implements OnApplicationShutdown {
  readonly #copies: CodeCopies;
  readonly #folders: FolderCode;

  constructor(copies: CodeCopies, folders: FolderCode) {
    this.#copies = copies;
    this.#folders = folders;
  }

  async onApplicationShutdown(): Promise<void> {
    this.#folders.close();
    await this.#copies.close();
  }
}

/** Where the code of apps comes from: `CodeSource`. */
export function codeProviders(): Provider[] {
  return [
    { provide: CodeCopies, useFactory: () => new CodeCopies() },
    {
      provide: FolderCode,
      inject: [CodeCopies, CodeHost, Manifests, CodedApps, CodeLog, LOGGER],
      useFactory: (copies: CodeCopies, host: CodeHost, manifests: Manifests, apps: CodedApps, log: CodeLog, logger: Logger) =>
        new FolderCode({
          copies,
          settingsOf: runtimeSettings,
          tryOut: (app, code) => tryOut(host, manifests, app, code),
          appOf: (appId) => apps.get(appId, `code-${appId}`),
          taken: (app, version) => log.write({ app, level: 'info', text: `The changed code is in force: version ${version}.` }),
          refused: (app, error) => {
            const text = `The changed code is refused, the old one stays: ${error instanceof Error ? error.message : String(error)}`;
            log.write({ app, level: 'error', text });
            logger.warn({ app }, text);
          },
        }),
    },
    {
      provide: CodeSource,
      inject: [FolderCode, ReleaseCode],
      useFactory: (folders: FolderCode, releases: ReleaseCode) => new CodeOfApps(folders, releases),
    },
    {
      provide: CodeLifetime,
      inject: [CodeCopies, FolderCode],
      useFactory: (copies: CodeCopies, folders: FolderCode) => new CodeLifetime(copies, folders),
    },
  ];
}
