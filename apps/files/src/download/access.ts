import { refusal, type Identity } from '@parlance/acl';
import { checkSignature } from '@parlance/file-urls';
import type { App } from '../apps/app.ts';
import { refusedCallers } from '../upload/upload-rights.ts';

/** Why a caller reaches a file, which decides how long it may be kept. */
export interface DownloadAccess {
  /** Seconds for which caches of others than this client may keep it; undefined for ever, 0 for not at all. */
  readonly secondsLeft: number | undefined;
}

/**
 * Lets a caller pass to a file, by the rules of its app: knowing its name is enough, unless addresses are signed or downloads are for
 * some callers alone. The master key always may.
 *
 * @throws MasterKeyRequired (119, 403)
 */
export async function assertMayDownload(
  app: App,
  asked: { readonly name: string; readonly query: string },
  identity: Identity,
  isAnonymous: () => Promise<boolean>,
): Promise<DownloadAccess> {
  if (identity.kind === 'master' || identity.kind === 'readOnlyMaster' || identity.kind === 'maintenance') return { secondsLeft: 0 };
  const { fileDownload, files } = app.settings;
  const refused = await refusedCallers(identity, fileDownload, isAnonymous);
  if (refused !== undefined) {
    throw refusal({ kind: 'MasterKeyRequired', inFull: `File download by ${refused} is disabled.` });
  }
  const isForAll = fileDownload.enableForPublic && fileDownload.enableForAnonymousUser && fileDownload.enableForAuthenticatedUser;
  if (files.urls === 'open') return { secondsLeft: isForAll ? undefined : 0 };
  const { secondsLeft } = checkSignature(app.id, asked.name, asked.query, app.urlKeys, Date.now());
  if (secondsLeft > 0) return { secondsLeft: isForAll ? secondsLeft : 0 };
  throw refusal({ kind: 'MasterKeyRequired', inFull: 'This file is reached by a signed address that has not expired.' });
}
