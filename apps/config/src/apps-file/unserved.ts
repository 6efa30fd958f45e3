import type { AppsFile } from './apps-file-schema.ts';

type DeclaredApp = AppsFile['apps'][number];

/**
 * Everything that an app may declare and that nothing serves: an app that counts on it must not start as if it were there. A member leaves
 * this list with the feature that reads it.
 */
const UNSERVED: readonly { readonly member: string; readonly declared: (app: DeclaredApp) => unknown; readonly text: string }[] = [
  {
    member: 'keys.file',
    declared: ({ keys }) => keys.file,
    text: 'files are not served yet: the addresses of hosted files would lead nowhere. The app starts when this is left out.',
  },
];

/** @returns a sentence for each member that the app declares in vain */
export function unserved(app: DeclaredApp): readonly string[] {
  return UNSERVED.filter(({ declared }) => declared(app) !== undefined).map(({ member, text }) => `${member}: ${text}`);
}
