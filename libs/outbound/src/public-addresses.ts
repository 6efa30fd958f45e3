import { BlockList, isIP } from 'node:net';

/**
 * Addresses that a request on behalf of an app never goes to by itself: this host, private networks, link-local addresses with the
 * metadata services of clouds, multicast, and the ranges that carry an IPv4 address inside an IPv6 one.
 *
 * Source: the special-purpose address registries of IANA (RFC 6890 and later); docs/contract/40-security.md section 5.
 */
const SPECIAL_V4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8',
  '100.64.0.0/10', // carrier-grade NAT, also used for metadata services
  '127.0.0.0/8',
  '169.254.0.0/16', // link-local, 169.254.169.254 among them
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
];
/** Of IPv6, only global unicast is public; these lie inside it. */
const SPECIAL_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
const GLOBAL_V6 = '2000::/3';

const special = listOf([...SPECIAL_V4, ...SPECIAL_V6]);
const globalV6 = listOf([GLOBAL_V6]);

/** @param ranges addresses and ranges, `10.0.0.0/8`, `::1` */
export function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

/** True when `address` is in `list`; an IPv4 address inside IPv6 (`::ffff:10.0.0.1`) counts as the IPv4 address it is. */
export function isListed(address: string, list: BlockList): boolean {
  const plain = unmapped(address);
  const version = isIP(plain);
  return version !== 0 && list.check(plain, version === 6 ? 'ipv6' : 'ipv4');
}

/** True for an address of the public internet. A string that is no address is not public. */
export function isPublic(address: string): boolean {
  const plain = unmapped(address);
  const version = isIP(plain);
  if (version === 4) return !special.check(plain, 'ipv4');
  return version === 6 && globalV6.check(plain, 'ipv6') && !special.check(plain, 'ipv6');
}

/** The IPv4 address in `::ffff:…`, in either notation; any other address as it is. */
function unmapped(address: string): string {
  if (isIP(address) !== 6) return address;
  const text = new URL(`http://[${address.split('%')[0] ?? ''}]`).hostname.slice(1, -1); // one spelling: ::ffff:7f00:1
  const match = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(text);
  if (match === null) return text;
  const high = Number.parseInt(match[1] ?? '', 16);
  const low = Number.parseInt(match[2] ?? '', 16);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
