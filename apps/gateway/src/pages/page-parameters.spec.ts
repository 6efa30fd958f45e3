import { describe, expect, it } from 'vitest';
import { parameterFields, queryOf, withParameters } from './page-parameters.ts';

describe('parameters of a page', () => {
  it('are percent-encoded in header fields, whatever they hold', () => {
    expect(parameterFields({ appName: 'Mühle & Söhne', token: 'a\r\nSet-Cookie: b=c\0', error: undefined, locale: '' })).toEqual([
      'x-parse-page-param-appname',
      'M%C3%BChle%20%26%20S%C3%B6hne',
      'x-parse-page-param-token',
      'a%0D%0ASet-Cookie%3A%20b%3Dc%00',
    ]);
    expect(parameterFields({ appName: '\ud800' })).toEqual(['x-parse-page-param-appname', '%EF%BF%BD']);
  });

  it('join those that an address has', () => {
    expect(withParameters('https://a.example/x?own=1#part', { appId: 'game', token: 'a&b=c' })).toBe(
      'https://a.example/x?own=1&appId=game&token=a%26b%3Dc#part',
    );
    expect(queryOf({ appId: 'game', locale: 'de', token: undefined })).toBe('?appId=game&locale=de');
  });
});
