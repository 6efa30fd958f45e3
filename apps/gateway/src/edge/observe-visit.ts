import { ParseError } from '@parlance/errors';
import { extract, operationMetrics, span, within } from '@parlance/telemetry';
import type { Answer } from '../reply/reply.ts';
import type { Visit } from './visit.ts';

/**
 * Answers a request within a span of its own, the parent of all that the services record, and counts it by route and app. A caller's
 * `traceparent` is continued. To be called only while something is recorded: it costs more than the request is worth otherwise.
 */
export function observeVisit(visit: Visit, answer: () => Promise<Answer>): Promise<Answer> {
  const startedAt = performance.now();
  const observed = () =>
    span('HTTP request', 'server', { 'http.request.method': visit.request.method }, async (started) => {
      let code = 0;
      try {
        return await answer();
      } catch (error) {
        code = error instanceof ParseError ? error.code : 1;
        throw error;
      } finally {
        // Patterns, not paths: names stay few, and ids stay out of them.
        const name = visit.route === undefined ? 'unrouted' : `${visit.route.method} ${visit.route.path}`;
        started.updateName(name);
        started.setAttributes({ 'http.route': visit.route?.path, 'parlance.app': visit.app?.id, 'parlance.request_id': visit.requestId });
        operationMetrics.record(`gateway ${name}`, visit.app?.id ?? '', code, performance.now() - startedAt);
      }
    });
  return within(extract(visit.request.headers), observed);
}
