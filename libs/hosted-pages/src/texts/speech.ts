import type { PagesSettings, PageText } from '@parlance/app-settings';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import type { PageTexts } from './page-texts.ts';

/** Languages that every app has without saying anything. */
export const BUILT_IN: ReadonlyMap<string, PageTexts> = new Map([
  ['en', en],
  ['de', de],
  ['fr', fr],
  ['es', es],
]);

/** The words of the pages, in one language. */
export interface Speech {
  readonly locale: string;
  /** The text, placeholders filled in; not escaped. */
  say(text: PageText): string;
}

export type SpeechSettings = Pick<PagesSettings, 'texts' | 'localizationFallbackLocale' | 'placeholders'>;

/**
 * Texts of an app in one language. Missing ones are taken from the language without its region, then from the app's fallback, then from
 * English; at each of these the app's own text comes first.
 *
 * @param locale one that is offered
 */
export function speechOf(settings: SpeechSettings, locale: string, appName: string): Speech {
  const { localizationFallbackLocale: fallback, placeholders } = settings;
  const chain = [locale, languageOf(locale), fallback, languageOf(fallback)].flatMap((step) => [
    Object.hasOwn(settings.texts, step) ? settings.texts[step] : undefined,
    BUILT_IN.get(step),
  ]);
  const values = new Map([...Object.entries(placeholders), ['appName', appName]]);
  return {
    locale,
    say: (text) => fill(chain.find((texts) => texts?.[text] !== undefined)?.[text] ?? en[text], values),
  };
}

/** `de` of `de-AT`. */
export function languageOf(locale: string): string {
  return locale.slice(0, 2);
}

/** An unknown placeholder is nothing, as in Parse Server's templates. */
function fill(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{\s*([A-Za-z][A-Za-z0-9_.]{0,63})\s*\}\}/g, (_, name: string) => values.get(name) ?? '');
}
