import type { PagesSettings } from '@parlance/app-settings';
import type { Speech } from './texts/speech.ts';

/** The values that a page is drawn from, beside its own contents. */
export interface View {
  /** Absent where nobody knows which app is meant. */
  readonly app: { readonly id: string; readonly name: string } | undefined;
  readonly speech: Speech;
  readonly brand: PagesSettings['brand'];
  /** Path below which all pages are, as browsers see it: `/parse/apps`. */
  readonly base: string;
  /** The language that the address asks for, to be kept by the pages that follow. */
  readonly askedLocale: string | undefined;
}

/** Path of all pages, as browsers see it. @param publicUrl address of the mount as clients reach it */
export function pagesPath(publicUrl: string): string {
  return `${new URL(publicUrl).pathname.replace(/\/$/, '')}/apps`;
}

/** Path of one of an app's own routes, with the language kept. */
export function appPath({ base, askedLocale }: View, appId: string, route: string): string {
  const query = askedLocale === undefined ? '' : `?locale=${encodeURIComponent(askedLocale)}`;
  return `${base}/${encodeURIComponent(appId)}/${route}${query}`;
}
