import { PAGE_TEXTS, type PagesSettings } from '@parlance/app-settings';
import { describe, expect, it } from 'vitest';
import { BUILT_IN, speechOf } from './speech.ts';

const SETTINGS = { localizationFallbackLocale: 'en', placeholders: {}, texts: {} };
const texts = (own: PagesSettings['texts']) => ({ ...SETTINGS, texts: own });

describe.each([...BUILT_IN])('the language %s', (locale, spoken) => {
  it('has every text, and says it in its own words', () => {
    expect(Object.keys(spoken).sort()).toEqual([...PAGE_TEXTS].sort());
    for (const text of PAGE_TEXTS) {
      expect(spoken[text].trim()).not.toBe('');
      if (locale !== 'en') expect(spoken[text]).not.toBe(BUILT_IN.get('en')?.[text]);
      expect(spoken[text].match(/\{\{\w+\}\}/g)).toEqual(BUILT_IN.get('en')?.[text].match(/\{\{\w+\}\}/g) ?? null);
    }
  });
});

describe('texts of an app', () => {
  it('come before the built-in ones', () => {
    const speech = speechOf(texts({ de: { passwordSubmit: 'Los' } }), 'de', 'Game');
    expect([speech.say('passwordSubmit'), speech.say('passwordLabel')]).toEqual(['Los', 'Neues Passwort']);
  });

  it('fall back from the region to the language, to the fallback, to English', () => {
    const own = { 'de-AT': { passwordSubmit: 'Passt' }, fr: { passwordLabel: 'Mot' }, it: { usernameLabel: 'Nome' } };
    const settings = { ...texts(own), localizationFallbackLocale: 'fr' };
    const austrian = speechOf(settings, 'de-AT', 'Game');
    expect([austrian.say('passwordSubmit'), austrian.say('passwordLabel')]).toEqual(['Passt', 'Neues Passwort']);
    const italian = speechOf(settings, 'it', 'Game');
    expect([italian.say('usernameLabel'), italian.say('passwordLabel')]).toEqual(['Nome', 'Mot']);
    expect(speechOf(texts(own), 'it', 'Game').say('passwordLabel')).toBe('New password');
  });

  it('hold placeholders, and unknown ones are nothing', () => {
    const settings = {
      ...texts({ en: { homeLink: '{{ appName }} of {{studio}}{{constructor}}{{x}}!' } }),
      placeholders: { studio: 'A & B' },
    };
    expect(speechOf(settings, 'en', 'Game').say('homeLink')).toBe('Game of A & B!');
  });

  it('are not filled twice', () => {
    const settings = { ...texts({ en: { homeLink: '{{a}}' } }), placeholders: { a: '{{appName}}' } };
    expect(speechOf(settings, 'en', 'Game').say('homeLink')).toBe('{{appName}}');
  });
});
