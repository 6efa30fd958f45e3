import { signedQuery } from './signature.ts';

export interface FilePathOptions {
  readonly appId: string;
  /** Goes before each path: '' or the address of the mount, without a slash at its end. */
  readonly base: string;
  readonly urls: 'open' | 'signed';
  /** How long a signed address works at least, in seconds. */
  readonly urlSeconds: number;
  /** Keys that sign, base64, the current one first. */
  readonly keys: readonly string[];
  /** Part of the addresses of the hosted service of old, for names that it has given. */
  readonly fileKey?: string | null;
}

/** Names that the hosted service of old has given, in its two ages. */
const HOSTED = 'tfss-';
const HOSTED_EARLIER = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}-/i;

/** The address at which a stored file is reached, by its name: the one place that makes one. */
export function filePaths({ appId, base, urls, urlSeconds, keys, fileKey }: FilePathOptions): (name: string) => string {
  const folder = `${base}/files/${appId}/`;
  const own = urls === 'signed' ? signed(folder, appId, urlSeconds, keys) : (name: string) => folder + encoded(name);
  return fileKey === undefined || fileKey === null ? own : (name) => hostedUrl(name, fileKey) ?? own(name);
}

/** Without a key nothing is signed, and such an address leads nowhere. */
function signed(folder: string, appId: string, seconds: number, [current]: readonly string[]): (name: string) => string {
  if (current === undefined) return (name) => folder + encoded(name);
  const key = Buffer.from(current, 'base64');
  return (name) => `${folder}${encoded(name)}?${signedQuery(appId, name, key, seconds, Date.now())}`;
}

/** A name may begin with a directory, whose slashes stay. */
function encoded(name: string): string {
  return name.includes('/') ? name.split('/').map(encodeURIComponent).join('/') : encodeURIComponent(name);
}

function hostedUrl(name: string, fileKey: string): string | undefined {
  if (name.startsWith(HOSTED)) return `http://files.parsetfss.com/${fileKey}/${encodeURIComponent(name)}`;
  if (HOSTED_EARLIER.test(name)) return `http://files.parse.com/${fileKey}/${encodeURIComponent(name)}`;
  return undefined;
}
