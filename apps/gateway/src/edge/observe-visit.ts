import { ParseError } from '@parlance/errors';
import { extract, linksTo, operationMetrics, type Span, span, SpanStatusCode, within } from '@parlance/telemetry';
import type { Answer } from '../reply/reply.ts';
import type { Visit } from './visit.ts';

const SERVER_FAULT = 500;

/**
 * Answers a request within a span of its own, the parent of all that the services record, and counts it by route and app. To be called only
 * while something is recorded: it costs more than the request is worth otherwise.
 *
 * @param isTrusted whether the `traceparent` comes from a proxy of the deployment and is continued. That of anybody else is only linked to:
 *   it would decide whether the request is recorded
 */
export function observeVisit(visit: Visit, isTrusted: boolean, answer: () => Promise<Answer>): Promise<Answer> {
  const startedAt = performance.now();
  const { headers, method } = visit.request;
  const work = async (started: Span): Promise<Answer> => {
    let code = 0;
    let status = SERVER_FAULT;
    try {
      const answered = await answer();
      status = answered.status;
      if (status >= SERVER_FAULT) started.setStatus({ code: SpanStatusCode.ERROR });
      return answered;
    } catch (error) {
      code = error instanceof ParseError ? error.code : 1;
      if (error instanceof ParseError) status = error.status;
      throw error;
    } finally {
      // Patterns, not paths: names stay few, and ids stay out of them.
      const name = visit.route === undefined ? 'unrouted' : `${visit.route.method} ${visit.route.path}`;
      started.updateName(name);
      started.setAttributes({
        'http.route': visit.route?.path,
        'http.response.status_code': status,
        'parlance.app': visit.app?.id,
        'parlance.request_id': visit.requestId,
      });
      operationMetrics.record(`gateway ${name}`, visit.app?.id ?? '', code, performance.now() - startedAt);
    }
  };
  const attributes = { 'http.request.method': method };
  if (isTrusted) return within(extract(headers), () => span('HTTP request', 'server', attributes, work));
  return span('HTTP request', 'server', attributes, work, linksTo(headers));
}
