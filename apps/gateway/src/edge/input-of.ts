import type { Members } from '../body/parse-body.ts';
import { parseForm } from '../body/parse-form.ts';

/**
 * The input of a route: the parameters of a read, from its query string and from its body (the query string wins), or the body of
 * a write. Parameters of a query string are strings; the service knows their meaning.
 *
 * @param readsQuery of a write: whether the query string says what the body leaves out
 * @throws ParseError InvalidJson for a query string that cannot be read
 */
export function inputOf(method: string, members: Members, query: string, readsQuery = false): Members {
  if (query === '') return members;
  if (method === 'GET') return { ...members, ...parseForm(query) };
  return readsQuery ? { ...parseForm(query), ...members } : members;
}
