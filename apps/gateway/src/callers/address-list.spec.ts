import { ANY_ADDRESS, LOOPBACK } from '@parlance/app-settings';
import { expect, it } from 'vitest';
import { AddressList, isAddressOrRange } from './address-list.ts';

it.each<[readonly string[], string, boolean]>([
  [LOOPBACK, '127.0.0.1', true],
  [LOOPBACK, '127.9.9.9', true],
  [LOOPBACK, '::1', true],
  [LOOPBACK, '::ffff:127.0.0.1', true],
  [LOOPBACK, '::FFFF:127.0.0.1', true],
  [LOOPBACK, '128.0.0.1', false],
  [LOOPBACK, '::2', false],
  [['10.0.0.0/8'], '::ffff:10.1.2.3', true],
  [['10.0.0.0/8'], '::ffff:11.1.2.3', false],
  [['10.0.0.5'], '10.0.0.5', true],
  [['10.0.0.5'], '10.0.0.50', false],
  [['2001:db8::/32'], '2001:db8:1::1', true],
  [['2001:db8::/32'], '2001:db9::1', false],
  [ANY_ADDRESS, '203.0.113.9', true],
  [ANY_ADDRESS, '2001:db8::1', true],
  [ANY_ADDRESS, 'nonsense', false],
  [ANY_ADDRESS, '', false],
  [[], '127.0.0.1', false],
])('%o with %s: %s', (entries, address, expected) => {
  expect(new AddressList(entries).contains(address)).toBe(expected);
});

it.each([
  ['10.0.0.1', true],
  ['10.0.0.0/8', true],
  ['::1', true],
  ['fd00::/8', true],
  ['10.0.0.0/33', false],
  ['fd00::/129', false],
  ['10.0.0.0/8/8', false],
  ['10.0.0.0/', false],
  ['proxy', false],
  ['', false],
])('takes %s for an address or a range: %s', (word, expected) => {
  expect(isAddressOrRange(word)).toBe(expected);
});
