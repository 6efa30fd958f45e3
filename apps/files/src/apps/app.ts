import type { SettingsOf } from '@parlance/app-settings';
import type { AppId, config } from '@parlance/contracts';
import { filePaths } from '@parlance/file-urls';
import type { AppFiles } from './app-files.ts';

/** One app as this process serves it. */
export interface App {
  readonly id: AppId;
  readonly settings: SettingsOf<'files'>;
  readonly files: AppFiles;
  /** The path of a stored file below the mount, signed where the app signs addresses. */
  readonly pathOf: (name: string) => string;
  /** Keys that may have signed an address. */
  readonly urlKeys: readonly Buffer[];
}

export function compileApp({ id, settings, fileUrlKeys: keys }: config.AppForFiles, files: AppFiles): App {
  const { urls, urlSeconds } = settings.files;
  return {
    id,
    settings,
    files,
    pathOf: filePaths({ appId: id, base: '', urls, urlSeconds, keys }),
    urlKeys: keys.map((key) => Buffer.from(key, 'base64')),
  };
}
