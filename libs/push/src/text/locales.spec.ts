import { describe, expect, it } from 'vitest';
import { textsOf } from './locales.ts';

describe('PSH-35 the text of an installation', () => {
  const texts = textsOf({ alert: 'hi', 'alert-fr': 'salut', 'alert-fr-CA': 'allo', 'title-fr': 'Titre', 'alert-pt_br': 'oi', extra: 1 });
  const alert = (locale?: string) => texts.forLocale(locale)?.data['alert'];

  it.each([
    ['fr-FR', 'salut'],
    ['fr', 'salut'],
    ['fr-CA', 'allo'],
    ['fr_ca', 'allo'],
    ['FR-ca-x-private', 'allo'],
    ['pt-BR', 'oi'],
    ['pt', 'hi'],
    ['fro', 'hi'],
    ['en-US', 'hi'],
    ['', 'hi'],
    ['constructor', 'hi'],
    [`fr-${'-'.repeat(100_000)}`, 'hi'],
  ])('for %j is %j', (locale, text) => {
    expect(alert(locale)).toBe(text);
    expect(alert(locale)).toBe(text); // remembered
  });

  it('PSH-36 is the default one without a locale', () => {
    expect(alert(undefined)).toBe('hi');
    expect(texts.forLocale(undefined)?.locale).toBe('default');
  });

  it('has its title by a locale of its own', () => {
    expect(texts.forLocale('fr-CA')).toEqual({ locale: 'fr-ca', data: { alert: 'allo', title: 'Titre', extra: 1 } });
    expect(texts.forLocale('pt-BR')).toEqual({ locale: 'pt-br', data: { alert: 'oi', extra: 1 } });
  });

  it('brings no localised key to a device', () => {
    for (const { data } of texts.all) expect(Object.keys(data).filter((key) => key.includes('-'))).toEqual([]);
    expect(texts.all).toHaveLength(4);
  });

  it('is never found by the beginning of a word', () => {
    expect(textsOf({ alert: 'hi', 'alert-e': 'no' }).forLocale('en')?.data['alert']).toBe('hi');
  });

  it('is none where there is no default alert and no key fits', () => {
    const germanOnly = textsOf({ 'alert-de': 'hallo', 'title-fr': 'Titre' });
    expect(germanOnly.forLocale('de-AT')?.data).toEqual({ alert: 'hallo' });
    expect(germanOnly.forLocale('fr')).toBeUndefined();
    expect(germanOnly.forLocale(undefined)).toBeUndefined();
    expect(germanOnly.all.map(({ locale }) => locale)).toEqual(['de']);
    expect(textsOf({ 'title-de': 'Titel' }).forLocale(undefined)?.data).toEqual({});
  });

  it('leaves the payload as it was sent', () => {
    const data = Object.freeze({ alert: 'hi', 'alert-de': 'hallo' });
    expect(textsOf(data).forLocale('de')?.data).toEqual({ alert: 'hallo' });
    expect(data).toEqual({ alert: 'hi', 'alert-de': 'hallo' });
  });
});
