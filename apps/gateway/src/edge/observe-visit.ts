import { ParseError } from '@parlance/errors';
import { extract, linksTo, operationMetrics, type Span, span, SpanStatusCode, within } from '@parlance/telemetry';
import type { Answer } from '../reply/reply.ts';
import { endGuards } from './guards-span.ts';
import type { Visit } from './visit.ts';

const SERVER_FAULT = 500;

interface Names {
  readonly span: string;
  readonly operation: string;
}
const UNROUTED: Names = { span: 'unrouted', operation: 'gateway unrouted' };
/** Made once for each route. */
const routeNames = new WeakMap<NonNullable<Visit['route']>, Names>();

/**
 * Answers a request within a span of its own, the parent of all that the services record, and counts it by route and app. To be called only
 * while something is recorded: it costs more than the request is worth otherwise.
 *
 * @param origin 'trusted' where the `traceparent` comes from a proxy of the deployment and is continued; 'linked' for that of anybody else: it
 *   would decide whether the request is recorded; 'inner' for a request that code makes, within the trace of its run
 */
export function observeVisit(visit: Visit, origin: 'trusted' | 'linked' | 'inner', answer: () => Promise<Answer>): Promise<Answer> {
  const startedAt = performance.now();
  const { headers, method } = visit.request;
  let status = SERVER_FAULT;
  const work = (): Promise<Answer> => answer().then((answered) => ((status = answered.status), answered));
  const ending = (ended: Span, error?: unknown): void => {
    endGuards(visit, error);
    let code = 0;
    if (error !== undefined) {
      code = error instanceof ParseError ? error.code : 1;
      if (error instanceof ParseError) status = error.status;
    }
    const { span: name, operation } = namesOf(visit.route);
    if (ended.isRecording()) {
      if (error === undefined && status >= SERVER_FAULT) ended.setStatus({ code: SpanStatusCode.ERROR });
      // Patterns, not paths: names stay few, and ids stay out of them.
      ended.updateName(name);
      ended.setAttributes({
        'http.route': visit.route?.path,
        'http.response.status_code': status,
        'parlance.app': visit.app?.id,
        'parlance.request_id': visit.requestId,
      });
    }
    operationMetrics.record(operation, visit.app?.id ?? '', code, performance.now() - startedAt);
  };
  const attributes = { 'http.request.method': method };
  if (origin === 'inner') return span('request of code', 'internal', attributes, work, undefined, ending);
  if (origin === 'trusted') return within(extract(headers), () => span('HTTP request', 'server', attributes, work, undefined, ending));
  return span('HTTP request', 'server', attributes, work, linksTo(headers), ending);
}

function namesOf(route: Visit['route']): Names {
  if (route === undefined) return UNROUTED;
  let names = routeNames.get(route);
  if (names === undefined) {
    const span = `${route.method} ${route.path}`;
    names = { span, operation: `gateway ${span}` };
    routeNames.set(route, names);
  }
  return names;
}
