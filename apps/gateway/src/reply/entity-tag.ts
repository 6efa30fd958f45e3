import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Answer, Reply } from './reply.ts';

const TAG_LENGTH = 22;
const NOT_MODIFIED = 304;
/** Caches may keep the answer and have to ask before they use it; the answers of an app depend on the caller's keys. */
const ASK_FIRST = ['Cache-Control', 'private, no-cache'] as const;

/**
 * An answer that a client may keep: a tag of its contents, by which it asks whether they have changed. The tag is a weak one, since the
 * bytes may travel compressed or not.
 */
export function revalidated(reply: Reply): Reply {
  const digest = createHash('sha256').update(reply.body).digest('base64url').slice(0, TAG_LENGTH);
  const etag = `W/"${digest}"`;
  return { ...reply, etag, fields: [...(reply.fields ?? []), 'ETag', etag, ...ASK_FIRST] };
}

/** The answer, or its head alone for a client that has the contents already. Only a GET or HEAD asks so. */
export function unlessKnown({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>, answer: Answer): Answer {
  const asked = headers['if-none-match'];
  if (answer.etag === undefined || asked === undefined || answer.status !== 200) return answer;
  if (method !== 'GET' && method !== 'HEAD') return answer;
  return names(asked, answer.etag) ? { ...answer, status: NOT_MODIFIED, body: Buffer.alloc(0) } : answer;
}

/** Tags in the list are compared without their marks of weakness. */
function names(list: string, etag: string): boolean {
  const opaque = etag.replace(/^W\//, '');
  return list.split(',').some((entry) => {
    const tag = entry.trim();
    return tag === '*' || tag.replace(/^W\//, '') === opaque;
  });
}
