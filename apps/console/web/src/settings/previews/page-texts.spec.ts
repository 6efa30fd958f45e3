import { expect, it } from 'vitest';
import { pageOf, textLanguages } from './page-texts.ts';

it('a page is drawn with its texts, placeholders and colours, and with nothing that is none', () => {
  const pages = {
    texts: { de: { passwordResetTitle: 'Neues Passwort für {{appName}}', passwordResetText: '{{hint}} {{other}}' } },
    placeholders: { hint: 'Bitte.' },
    brand: { accentColor: '#123456', backgroundColor: 'red; x', logoUrl: null },
  };
  expect(textLanguages(pages)).toEqual(['de']);
  expect(pageOf(pages, 'passwordReset', 'de')).toMatchObject({
    title: 'Neues Passwort für My app',
    text: 'Bitte. {{other}}',
    accent: '#123456',
    background: undefined,
    logo: undefined,
  });
  expect(pageOf(null, 'passwordReset', undefined).title).toBeUndefined();
});
