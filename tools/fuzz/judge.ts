import { refusalIn } from './refusal.ts';
import type { RawAnswer, RawRequest } from './send.ts';

/**
 * Throws for an answer that nobody should get: a fault of ours, a body that is no JSON or no error, an error that tells of the inside. HTML
 * pages and redirects are for browsers, and are looked at for their status alone.
 */
export function assertSound(answer: RawAnswer, request: RawRequest): void {
  const { status, text, headers } = answer;
  if (status < 300) {
    if (text !== '' && isJson(headers['content-type'])) JSON.parse(text);
    return;
  }
  if (status < 400 || (status < 500 && headers['content-type']?.startsWith('text/html') === true)) return;
  const decoded = decodeURIComponent(request.path.replaceAll('+', ' ').replaceAll(/%(?![0-9a-f]{2})/gi, '%25'));
  refusalIn(answer, JSON.stringify(request) + decoded);
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.startsWith('application/json') === true;
}
