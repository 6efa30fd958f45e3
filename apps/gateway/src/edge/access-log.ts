import type { ServerResponse } from 'node:http';
import type { Logger } from '@parlance/telemetry';
import { clientAddress } from '../callers/client-address.ts';
import type { Visit } from './visit.ts';

/** Writes one line for each answered request, probes included. Names of routes, no paths: ids, tokens and queries stand in those. */
export class AccessLog {
  readonly #logger: Logger;
  readonly #trustedHops: number;

  /** @param trustedHops proxies of our own in front of this process */
  constructor(logger: Logger, trustedHops: number) {
    this.#logger = logger;
    this.#trustedHops = trustedHops;
  }

  /** Writes the line once the answer has been sent, or its client has gone. */
  follow(visit: Visit, response: ServerResponse): void {
    response.once('close', () => {
      const { request, requestId, arrivedAt, app, route } = visit;
      this.#logger.info(
        {
          app: app?.id,
          request_id: requestId,
          method: request.method,
          route: route?.path,
          status: response.statusCode,
          took_ms: Date.now() - arrivedAt,
          address: clientAddress(request, this.#trustedHops),
          ...(response.writableFinished ? {} : { broken_off: true }),
        },
        'A request was answered.',
      );
    });
  }
}
