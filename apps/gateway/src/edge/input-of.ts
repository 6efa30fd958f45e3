import type { QueryPlace } from '@parlance/contracts';
import type { Members } from '../body/parse-body.ts';
import { parseForm } from '../body/parse-form.ts';

/**
 * The input of a route: the parameters of a read, from its query string and from its body (the query string wins), or the body of
 * a write. Parameters of a query string are strings; the service knows their meaning.
 *
 * @param readsQuery of a write: whether the query string adds members, and which of both wins; the body's object itself when it does not
 * @throws ParseError InvalidJson for a query string that cannot be read
 */
export function inputOf(method: string, members: Members, query: string, readsQuery?: QueryPlace): Members {
  if (query === '') return members;
  if (method === 'GET' || readsQuery === 'before body') return { ...members, ...parseForm(query) };
  return readsQuery === true ? { ...parseForm(query), ...members } : members;
}
