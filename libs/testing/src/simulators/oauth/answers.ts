import type { Answer } from '../frame/exchange.ts';
import type { AnswerFacts } from '../frame/simulator.ts';

const error =
  (status: number, code: string) =>
  ({ detail = '', retryAfterSeconds }: AnswerFacts): Answer => ({
    status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    body: JSON.stringify({ error: code, error_description: detail }),
  });

/** Errors of a token endpoint by name. Source: RFC 6749, section 5.2. */
export const OAUTH_ANSWERS = {
  invalid_request: error(400, 'invalid_request'),
  invalid_client: error(401, 'invalid_client'),
  invalid_grant: error(400, 'invalid_grant'),
  invalid_scope: error(400, 'invalid_scope'),
  unauthorized_client: error(400, 'unauthorized_client'),
  unsupported_grant_type: error(400, 'unsupported_grant_type'),
  not_found: error(404, 'not_found'),
  rate_limit_exceeded: error(429, 'rate_limit_exceeded'),
  internal_failure: error(500, 'internal_failure'),
  temporarily_unavailable: error(503, 'temporarily_unavailable'),
} as const;

export type OAuthError = keyof typeof OAUTH_ANSWERS;

export const tokenAnswer = (members: Readonly<Record<string, unknown>>): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(members),
});
