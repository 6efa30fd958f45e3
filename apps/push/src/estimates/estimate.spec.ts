import { describe, expect, it } from 'vitest';
import { estimateOf, localeName } from './estimate.ts';

const TALLY = { exact: true, matched: 40, rows: 40, size: 40, withoutTimeZone: 5, perType: { ios: 30, android: 10 }, perLocale: {} };

describe('the estimate of an audience', () => {
  it('PSH-22 is the count itself where everything was counted', () => {
    expect(estimateOf(TALLY)).toEqual({
      estimate: 40,
      lo: 40,
      hi: 40,
      exact: true,
      perType: { ios: 30, android: 10 },
      perLocale: {},
      withoutTimeZone: 5,
    });
  });

  it('is a share of the class where a sample was drawn, with the interval of Wilson', () => {
    const sample = { ...TALLY, exact: false, matched: 350, rows: 10_000, size: 2_000_000, withoutTimeZone: 50, perType: { ios: 300 } };
    // 30-push-engine.md section 9.3: 350/10000 has 0.031572809893 to 0.038784308592.
    expect(estimateOf(sample)).toEqual({
      estimate: 70_000,
      lo: 63_145,
      hi: 77_569,
      exact: false,
      perType: { ios: 60_000 },
      perLocale: {},
      withoutTimeZone: 10_000,
    });
  });

  it('is nothing of a class that is empty', () => {
    const none = { ...TALLY, exact: false, matched: 0, rows: 0, size: 0, withoutTimeZone: 0, perType: {} };
    expect(estimateOf(none)).toMatchObject({ estimate: 0, lo: 0, hi: 0 });
  });

  it('PSH-37 counts a locale once, in whichever way devices write it', () => {
    const perLocale = { 'fr-CA': 3, fr_ca: 2, fr: 1, FR: 1, 'zh-Hant-TW': 1 };
    expect(estimateOf({ ...TALLY, perLocale }).perLocale).toEqual({ 'fr-CA': 5, fr: 2, 'zh-hant-TW': 1 });
  });

  it.each([
    ['pt_BR', 'pt-BR'],
    ['EN', 'en'],
    ['', ''],
  ])('names the locale %j %j', (locale, name) => {
    expect(localeName(locale)).toBe(name);
  });
});
