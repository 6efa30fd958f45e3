import type { SettingsOf } from '@parlance/app-settings';
import { FILE_CLASS, type AppId, type config, type TriggerKind } from '@parlance/contracts';
import { filePaths } from '@parlance/file-urls';
import type { AppFiles } from './app-files.ts';

/** Where the bytes of an app are: its files, bundles of its code, and files of imports and exports. */
export interface OpenedFiles {
  readonly files: AppFiles;
  readonly bundles: AppFiles;
  readonly transfers: AppFiles;
}

/** One app as this process serves it. */
export interface App extends OpenedFiles {
  readonly id: AppId;
  readonly settings: SettingsOf<'files'>;
  /** The path of a stored file below the mount, signed where the app signs addresses. */
  readonly pathOf: (name: string) => string;
  /** The triggers of files that code of the app has. */
  readonly triggers: ReadonlySet<TriggerKind>;
  /** Keys that may have signed an address. */
  readonly urlKeys: readonly Buffer[];
}

export function compileApp({ id, settings, code, fileUrlKeys: keys }: config.AppForFiles, opened: OpenedFiles): App {
  const { urls, urlSeconds } = settings.files;
  return {
    id,
    settings,
    ...opened,
    pathOf: filePaths({ appId: id, base: '', urls, urlSeconds, keys }),
    triggers: new Set(code.triggers[FILE_CLASS]),
    urlKeys: keys.map((key) => Buffer.from(key, 'base64')),
  };
}
