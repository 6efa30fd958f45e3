import { csrfHeader } from '../../api/client.ts';
import { request } from '../../api/http.ts';
import { fileAddress } from './file-address.ts';

/** A stored file; `url` where a trigger of the app has put it elsewhere. */
export interface Uploaded {
  readonly name: string;
  readonly url?: string;
}

/** Hands a file to the console's server, which passes its bytes on. @throws ConsoleError */
export async function upload(app: string, file: File): Promise<Uploaded> {
  const headers = { 'Content-Type': 'application/octet-stream', ...csrfHeader() };
  const address = `${fileAddress(app, file.name)}?type=${encodeURIComponent(file.type)}`;
  return (await request(address, { method: 'POST', headers, body: file })) as Uploaded;
}
