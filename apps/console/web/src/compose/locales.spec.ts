import { expect, it } from 'vitest';
import { localesToOffer } from './locales.ts';

it('PSH-37 offers the locales of devices and their languages, those with most devices first', () => {
  expect(localesToOffer({ 'de-DE': 5, 'de-AT': 2, 'en-US': 7, fr: 1 }, [{ locale: 'en' }])).toEqual([
    { locale: 'de', devices: 7 },
    { locale: 'en-US', devices: 7 },
    { locale: 'de-DE', devices: 5 },
    { locale: 'de-AT', devices: 2 },
    { locale: 'fr', devices: 1 },
  ]);
});
