import { expect, it } from 'vitest';
import { isEmailAddress } from './email-address.ts';

it.each(['a@b', 'anna+news@example.com', "o'neil@example.com", 'jörg@müller.example', 'jo\u0308rg@example.com', '伊昭傑@郵件.商務'])(
  'takes %s',
  (address) => {
    expect(isEmailAddress(address)).toBe(true);
  },
);

it.each([
  'word',
  'a@b@c',
  'a b@example.com',
  'a,b@evil.com',
  'a@example.com,b@evil.com',
  'anna(b@evil.com)@example.com',
  '<b@evil.com>anna@example.com',
  'group:b@evil.com;',
  '"b"@evil.com',
  'anna@[127.0.0.1]',
  'anna@ｅvil.com',
  'ａnna@evil.com',
  'anna@evil。com',
  'a\0@example.com',
  'a\r\n@example.com',
  `${'a'.repeat(1_024)}@example.com`,
])('refuses %s', (address) => {
  expect(isEmailAddress(address)).toBe(false);
});
