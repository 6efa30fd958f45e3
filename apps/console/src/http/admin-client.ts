import { PUBLIC } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { NO_APP, type Operation } from '@parlance/contracts';

/** Asks the admin service, which alone knows sessions and their rights. */
export class AdminClient {
  readonly #bus: Bus;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  /** @param deadlineMs from now on @throws ParseError as `admin` answers, ServiceUnavailable while it is away */
  ask<Request, Reply>(
    operation: Operation<Request, Reply>,
    request: Request,
    requestId: string,
    deadlineMs = operation.deadlineMs,
  ): Promise<Reply> {
    return this.#bus.call(operation, request, { app: NO_APP, identity: PUBLIC, deadline: Date.now() + deadlineMs, requestId });
  }
}
