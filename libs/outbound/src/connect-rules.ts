import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP, type BlockList, type LookupFunction } from 'node:net';
import { OutboundError } from './outbound-error.ts';
import { isListed, isPublic } from './public-addresses.ts';

const REFUSED = 'The address is not public, or has to be called by https.';
const NOT_PUBLIC = 'The address is not public.';

/** All addresses of a host name. */
export type Resolve = (hostname: string, options: LookupOptions) => Promise<readonly LookupAddress[]>;

export const resolveBySystem: Resolve = (hostname, options) =>
  new Promise((resolve, reject) => {
    systemLookup(hostname, { ...options, all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

/**
 * The name resolution of every connection: only addresses that may be called come out, so that the checked address is the one connected to,
 * whatever the name resolves to a moment later.
 */
export function lookupOf(mayCall: (address: string) => boolean, resolve: Resolve, refusal = REFUSED): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, options).then(
      (addresses) => {
        const allowed = addresses.filter(({ address }) => mayCall(address));
        const first = allowed[0];
        if (first === undefined) callback(new OutboundError('refused', refusal), []);
        else if (options.all === true) callback(null, [...allowed]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error as NodeJS.ErrnoException, []),
    );
  };
}

/** Which addresses may be connected to: listed ones, and public ones by https, or by plain http where that is switched on. */
export class AddressRules {
  readonly #lists: readonly BlockList[];
  readonly #plainHttp: boolean;

  /** @param lists an address is listed when each of them has it */
  constructor(lists: readonly BlockList[], plainHttp: boolean) {
    this.#lists = lists;
    this.#plainHttp = plainHttp;
  }

  /** @param protocol `http:` or `https:` */
  mayCall(protocol: string, address: string): boolean {
    if (this.#isListed(address)) return true;
    return (protocol === 'https:' || this.#plainHttp) && isPublic(address);
  }

  /** For protocols that are not HTTP: whether they are encrypted is for their client to see to. */
  mayConnect(address: string): boolean {
    return this.#isListed(address) || isPublic(address);
  }

  /** The name resolution of connections by other protocols than HTTP. */
  lookup(resolve: Resolve): LookupFunction {
    return lookupOf((address) => this.mayConnect(address), resolve, NOT_PUBLIC);
  }

  /** Checks a host that is written as an address, which no resolution sees. @throws OutboundError refused */
  checkHost(host: string): void {
    if (isIP(host) !== 0 && !this.mayConnect(host)) throw new OutboundError('refused', NOT_PUBLIC);
  }

  /**
   * Checks of a URL before any connection: scheme, credentials, and addresses written as numbers, which no resolution sees.
   *
   * @throws OutboundError refused
   */
  check(url: URL): void {
    if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new OutboundError('refused', 'Only http and https can be called.');
    if (url.username !== '' || url.password !== '') throw new OutboundError('refused', 'An address to call holds no credentials.');
    const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
    if (isIP(host) !== 0 && !this.mayCall(url.protocol, host)) throw new OutboundError('refused', REFUSED);
  }

  #isListed(address: string): boolean {
    return this.#lists.every((list) => isListed(address, list));
  }
}
