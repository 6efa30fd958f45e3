import type { RestReply } from '@parlance/contracts';

/** The body of an answer that was made for REST. */
export function jsonOf<Body extends object>({ body }: Pick<RestReply, 'body'>): Body {
  return JSON.parse(new TextDecoder().decode(body)) as Body;
}
