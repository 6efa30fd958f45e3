import type { Door } from '../door.ts';
import type { RuntimeSettings } from '../run/call.ts';
import { restController } from './rest-controller.ts';
import { SDK } from './sdk.ts';

/** Parse Server's code for a file that cannot be found. */
const FILE_READ_ERROR = 153;
const SERVER_URL = 'http://localhost:1337/parse';
/** Stands where the SDK looks for a key before it says that a request is one of the master key: the process never holds a real one. */
const NO_KEY = 'held by the server';

/**
 * Turns the SDK of the process towards the door. Calls of `Parse.initialize` do nothing afterwards, and a changed `serverURL` leads
 * nowhere else.
 */
export function prepareSdk(app: string, door: Door, { serverURL = SERVER_URL }: RuntimeSettings): void {
  SDK.initialize(app, undefined, NO_KEY);
  SDK.serverURL = serverURL;
  SDK.initialize = SDK._initialize = () => undefined;
  const { CoreManager } = SDK;
  CoreManager.setRESTController(restController(door));
  CoreManager.setFileController({ ...CoreManager.getFileController(), download: (uri: string) => download(door, uri) });
  CoreManager.setInstallationController({
    currentInstallationId: async () => 'cloud',
    currentInstallation: async () => null,
    updateInstallationOnDisk: async () => undefined,
  });
}

interface Download {
  readonly base64: string;
  readonly contentType: string | undefined;
}

/** Files of the deployment come through the door, others by HTTP. */
async function download(door: Door, uri: string): Promise<Download> {
  const { pathname, search, href } = new URL(uri, SDK.serverURL);
  const at = pathname.indexOf('/files/');
  const isOwn = at >= 0 && (pathname.startsWith(`/files/${SDK.applicationId}/`, at) || href.startsWith(SDK.serverURL));
  if (!isOwn) return remoteDownload(uri);
  const { status, body, contentType } = await door.ask(
    { method: 'GET', path: `${pathname.slice(at)}${search}`, as: 'public' },
    new Uint8Array(0),
  );
  if (status >= 400) throw new SDK.Error(FILE_READ_ERROR, `The file ${pathname.slice(at)} cannot be read: status ${status}.`);
  return { base64: Buffer.from(body).toString('base64'), contentType };
}

async function remoteDownload(uri: string): Promise<Download> {
  const response = await fetch(uri);
  const bytes = Buffer.from(await response.arrayBuffer());
  return { base64: bytes.toString('base64'), contentType: response.headers.get('content-type') ?? undefined };
}
