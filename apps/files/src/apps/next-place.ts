import type { files } from '@parlance/contracts';
import type { AppFiles, StoreName } from './app-files.ts';

/** Where a walk through all files of an app goes on behind a page of one store: in it, in the next store, or nowhere. */
export function nextPlace(app: AppFiles, store: StoreName, after: string | undefined): { next?: files.FilePlace } {
  if (after !== undefined) return { next: { store, after } };
  const names = [...app.stores.keys()];
  const following = names[names.indexOf(store) + 1];
  return following === undefined ? {} : { next: { store: following } };
}
