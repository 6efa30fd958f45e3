import { describe, expect, it } from 'vitest';
import { isListed, isPublic, listOf } from './public-addresses.ts';

describe('public addresses', () => {
  it.each(['8.8.8.8', '1.1.1.1', '172.15.0.1', '172.32.0.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('lets %s pass', (address) => {
    expect(isPublic(address)).toBe(true);
  });

  it.each([
    ['this host', '127.0.0.1'],
    ['this host by IPv6', '::1'],
    ['any address', '0.0.0.0'],
    ['any address by IPv6', '::'],
    ['a private network', '10.1.2.3'],
    ['a private network', '172.16.0.1'],
    ['a private network', '192.168.1.1'],
    ['the metadata service', '169.254.169.254'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['a mapped private address', '::ffff:10.0.0.1'],
    ['a mapped address in hexadecimals', '::ffff:7f00:1'],
    ['a mapped address written in full', '0:0:0:0:0:ffff:127.0.0.1'],
    ['an address of the old compatible form', '::127.0.0.1'],
    ['the translation prefix', '64:ff9b::a00:1'],
    ['6to4 around a private address', '2002:a00:1::'],
    ['Teredo', '2001:0:a00:1::'],
    ['link-local IPv6', 'fe80::1'],
    ['link-local IPv6 with a zone', 'fe80::1%eth0'],
    ['unique local IPv6', 'fd00::1'],
    ['multicast', '224.0.0.1'],
    ['multicast by IPv6', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['a name', 'localhost'],
    ['nothing', ''],
  ])('refuses %s: %s', (_what, address) => {
    expect(isPublic(address)).toBe(false);
  });

  it('finds a mapped address in a list of IPv4 ranges', () => {
    const list = listOf(['127.0.0.0/8', '::1']);
    expect(isListed('::ffff:127.0.0.9', list)).toBe(true);
    expect(isListed('::1', list)).toBe(true);
    expect(isListed('128.0.0.1', list)).toBe(false);
  });
});
