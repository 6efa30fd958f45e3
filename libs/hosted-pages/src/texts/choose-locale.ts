import type { PagesSettings } from '@parlance/app-settings';
import { BUILT_IN, languageOf } from './speech.ts';

export type LocaleSettings = Pick<PagesSettings, 'enableLocalization' | 'localizationFallbackLocale' | 'texts'>;

/** More languages than any browser asks for. */
const WISHES_MAX = 30;
const WISH = /^([A-Za-z]{2})(?:-([A-Za-z]{2}))?$/;

/**
 * The language of a page: the one that the address asks for, else the browser's choice, else the app's fallback. The result is always a
 * language that is offered.
 *
 * @param asked `locale` of the query string
 * @param acceptLanguage the header field
 */
export function chooseLocale(settings: LocaleSettings, asked: string | undefined, acceptLanguage: string | undefined): string {
  const offered = new Set([...BUILT_IN.keys(), ...Object.keys(settings.texts)]);
  const { enableLocalization, localizationFallbackLocale: fallback } = settings;
  const wishes = enableLocalization ? [asked ?? '', ...wishesOf(acceptLanguage ?? '')] : [];
  for (const wish of [...wishes, fallback]) {
    const served = match(wish, offered);
    if (served !== undefined) return served;
  }
  return 'en';
}

function match(wish: string, offered: ReadonlySet<string>): string | undefined {
  const [, language, region] = WISH.exec(wish) ?? [];
  if (language === undefined) return undefined;
  const full = region === undefined ? language.toLowerCase() : `${language.toLowerCase()}-${region.toUpperCase()}`;
  return [full, languageOf(full)].find((locale) => offered.has(locale));
}

/** `de-AT;q=0.8, en` by preference, the most wanted first; a quality of zero is a refusal. */
function wishesOf(acceptLanguage: string): string[] {
  return acceptLanguage
    .split(',', WISHES_MAX)
    .map((entry) => {
      const [tag = '', ...parameters] = entry.split(';').map((part) => part.trim());
      const quality = parameters.find((parameter) => parameter.startsWith('q='));
      return { tag, quality: quality === undefined ? 1 : Number(quality.slice(2)) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);
}
