import { request } from '../../../requests.ts';
import type { Step } from '../../../subject.ts';

/** The beginning of a picture: as much as a sniffer needs. */
export const PNG_BASE64 = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

export const base64Of = (text: string): string => Buffer.from(text).toString('base64');

export type More = Omit<Partial<Step>, 'title' | 'method' | 'path' | 'body'>;

/** An upload of a few bytes of text; `more` has other bytes, header fields, or the caller. */
export const upload = (title: string, name: string, more: More = {}): Step =>
  request(title, 'POST', `/files/${name}`, { bytes: base64Of('hello'), ...more });

/** The header field with a content type. */
export const typed = (contentType: string): More => ({ headers: { 'Content-Type': contentType } });

/** Names in words: long ones, empty ones and ones of signs that titles cannot have. */
export const inWords = (name: string): string =>
  name.length > 40 ? `${name.slice(0, 4)}…${name.slice(-4)} of ${name.length}` : JSON.stringify(name);
