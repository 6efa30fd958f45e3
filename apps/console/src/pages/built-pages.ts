import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Beside each program that holds this service; else, as tests run it, in the folder where they are built. */
const PLACES = ['pages', '../../web/dist'];
const INDEX = 'index.html';
/** The word that Vite writes in the place of a nonce (web/vite.config.ts). */
const NONCE = 'CSP_NONCE';
const NOT_BUILT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Parlance console</title></head>
<body><h1>The pages of the console are not built</h1>
<p>Run <code>npm run build</code>, and load this page again.</p></body></html>
`;

/** The folder with the built pages; undefined where there is none. */
export function pagesFolder(): string | undefined {
  return PLACES.map((place) => join(import.meta.dirname, place)).find((folder) => existsSync(join(folder, INDEX)));
}

/** The one page that all addresses have, with the nonce of this answer. @param folder undefined where nothing is built */
export function pageFor(folder: string | undefined, nonce: string): string {
  return folder === undefined ? NOT_BUILT : readFileSync(join(folder, INDEX), 'utf8').replaceAll(NONCE, nonce);
}
