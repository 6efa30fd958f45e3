import { DEFAULT_APP_SETTINGS } from '@parlance/app-settings';
import { describe, expect, it } from 'vitest';
import { chooseLocale } from './choose-locale.ts';

const settings = { ...DEFAULT_APP_SETTINGS.pages, enableLocalization: true, texts: { it: {}, 'de-AT': {}, 'pt-BR': {} } };

describe('the language of a page', () => {
  it.each<[string | undefined, string | undefined, string]>([
    ['de', undefined, 'de'],
    ['de', 'fr', 'de'],
    ['DE-at', undefined, 'de-AT'],
    ['de-CH', undefined, 'de'],
    ['it-CH', undefined, 'it'],
    ['pt', 'es', 'es'],
    ['xx', 'fr', 'fr'],
    [undefined, 'es', 'es'],
    [undefined, 'pt-BR,pt;q=0.9', 'pt-BR'],
    [undefined, 'en;q=0.2, fr;q=0.9, de;q=0.5', 'fr'],
    [undefined, 'fr;q=0, de;q=0.1', 'de'],
    [undefined, 'fr;q=nonsense, de;q=0.1', 'de'],
    [undefined, '*', 'en'],
    [undefined, undefined, 'en'],
    ['../../etc/passwd', 'constructor', 'en'],
    ['de\r\nSet-Cookie: a=b', undefined, 'en'],
    ['__proto__', 'x'.repeat(10_000), 'en'],
  ])('asked for %s, browser %s: %s', (asked, acceptLanguage, expected) => {
    expect(chooseLocale(settings, asked, acceptLanguage)).toBe(expected);
  });

  it('is the fallback when nothing else is wanted or offered', () => {
    expect(chooseLocale({ ...settings, localizationFallbackLocale: 'it' }, 'xx', 'zz')).toBe('it');
    expect(chooseLocale({ ...settings, localizationFallbackLocale: 'fi' }, 'xx', 'zz')).toBe('en');
  });

  it('is the fallback for everybody without localisation', () => {
    const off = { ...settings, enableLocalization: false, localizationFallbackLocale: 'fr' };
    expect(chooseLocale(off, 'de', 'es')).toBe('fr');
  });
});
