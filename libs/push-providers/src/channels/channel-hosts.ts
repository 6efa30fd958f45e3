/**
 * The hosts that channel URIs and web endpoints may name. Both are written by clients, and a bearer token goes there: any other host is
 * never contacted.
 *
 * An entry with a leading dot allows all names below it, one without exactly that name; both at the usual port unless the entry names
 * another one (`localhost:8443`).
 */
export class ChannelHosts {
  readonly #exact: ReadonlySet<string>;
  readonly #suffixes: readonly string[];
  readonly #protocols: readonly string[];

  /** @param plain whether http will do too: for channels to which no credential goes */
  constructor(entries: readonly string[], { plain = false }: { readonly plain?: boolean } = {}) {
    this.#protocols = plain ? ['https:', 'http:'] : ['https:'];
    const lower = entries.map((entry) => entry.toLowerCase());
    this.#exact = new Set(lower.filter((entry) => !entry.startsWith('.')));
    this.#suffixes = lower.filter((entry) => entry.startsWith('.'));
  }

  /** The URL to call, undefined when it may not be called. */
  allowed(text: string): URL | undefined {
    const url = URL.parse(text);
    if (url === null || !this.#protocols.includes(url.protocol) || url.username !== '' || url.password !== '') return undefined;
    if (this.#exact.has(url.host)) return url;
    // A trailing dot or another port leaves url.host different from the name, and matches nothing.
    return this.#suffixes.some((suffix) => url.host.endsWith(suffix) && url.host.length > suffix.length) ? url : undefined;
  }
}

export const WNS_HOSTS = ['.notify.windows.com'];
export const MPNS_HOSTS = ['.notify.live.net'];
export const WEB_PUSH_HOSTS = ['fcm.googleapis.com', '.push.services.mozilla.com', '.push.apple.com', '.notify.windows.com'];
