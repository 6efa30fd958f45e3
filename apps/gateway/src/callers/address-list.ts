import { BlockList, isIP } from 'node:net';

/** Tells whether a word is an address or a range: `10.0.0.0/8`, `::1`. */
export function isAddressOrRange(word: string): boolean {
  const [address = '', prefix, ...others] = word.split('/');
  const version = isIP(address);
  if (version === 0 || others.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 6 ? 128 : 32));
}

/** Addresses and ranges, IPv4 and IPv6 (`10.0.0.0/8`, `::1`). An IPv4 address inside IPv6 counts as the IPv4 address it is. */
export class AddressList {
  readonly #list = new BlockList();

  /** @param entries as the settings' schema lets them through */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const [address = '', prefix] = entry.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (prefix === undefined) this.#list.addAddress(address, family);
      else this.#list.addSubnet(address, Number(prefix), family);
    }
  }

  /** False for a string that is no address. */
  contains(address: string): boolean {
    const plain = withoutMapping(address);
    const version = isIP(plain);
    return version !== 0 && this.#list.check(plain, version === 6 ? 'ipv6' : 'ipv4');
  }
}

const MAPPED = '::ffff:';

/** A dual-stack socket reports `::ffff:127.0.0.1` for an IPv4 peer. */
function withoutMapping(address: string): string {
  if (address.length <= MAPPED.length || address.slice(0, MAPPED.length).toLowerCase() !== MAPPED) return address;
  const tail = address.slice(MAPPED.length);
  return isIP(tail) === 4 ? tail : address;
}
