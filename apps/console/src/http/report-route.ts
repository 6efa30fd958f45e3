import type { Logger } from '@parlance/telemetry';
import type { FastifyInstance } from 'fastify';
import { REPORT_PATH } from '../security/policy.ts';
import { bytesOf } from './read-body.ts';

const TEXT_MAX = 2_000;
/** Anybody may report: the log takes so many in a minute. */
const REPORTS_MAX = 20;
const MINUTE_MS = 60_000;

/** Browsers report here the scripts and styles that the policy kept from running: a sign of an attack, or of a fault in a page. */
export function reportRoute(server: FastifyInstance, logger: Logger): void {
  let minute = 0;
  let reports = 0;
  server.post(REPORT_PATH, (request, reply) => {
    const now = Math.floor(Date.now() / MINUTE_MS);
    reports = now === minute ? reports + 1 : 1;
    minute = now;
    if (reports <= REPORTS_MAX) {
      const report = bytesOf(request).toString('utf8', 0, TEXT_MAX);
      logger.warn({ report, requestId: request.id }, 'A browser kept something from running in a page of the console.');
    }
    return reply.code(204).send();
  });
}
