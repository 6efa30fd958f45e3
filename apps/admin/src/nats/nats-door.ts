import { randomUUID } from 'node:crypto';
import { scopeOf, type AnyAdminOperation } from '@parlance/admin-operations';
import type { Bus, Door, DoorAnswer, DoorEndpoint, DoorRequest } from '@parlance/bus';
import { ParseError } from '@parlance/errors';
import type { Asked, Dispatcher } from '../dispatch/dispatcher.ts';
import { RequestFaults } from '../dispatch/faults.ts';

const CLOSE_GRACE_MS = 5_000;
const VERSION = '1.0.0';

/**
 * Administration over NATS: `<prefix>.admin.<area>.<operation>`, JSON both ways, found by the NATS services API.
 *
 * Header fields of a request: `Authorization: Bearer TOKEN`, and if wanted `Timeout-Ms` and `Request-Id`. An error is
 * `{"code", "error", "faults"?}`.
 */
export class NatsDoor {
  readonly #bus: Bus;
  readonly #dispatcher: Dispatcher;
  #door: Door | undefined;

  constructor(bus: Bus, dispatcher: Dispatcher) {
    this.#bus = bus;
    this.#dispatcher = dispatcher;
  }

  open(): void {
    const description = {
      name: 'parlance-admin',
      version: VERSION,
      description: 'Administers this deployment of Parlance.',
      queue: 'admin',
    };
    this.#door = this.#bus.openDoor(
      description,
      this.#dispatcher.operations.map((operation) => this.#endpoint(operation)),
    );
  }

  async close(): Promise<void> {
    await this.#door?.close(CLOSE_GRACE_MS);
  }

  #endpoint(operation: AnyAdminOperation): DoorEndpoint {
    const { area, name, summary, follows } = operation;
    return {
      name: `${area}-${name}`,
      subject: `admin.${area}.${name}`,
      metadata: { summary, scope: scopeOf(operation) },
      handle: (request) => (follows === true ? this.#follow(operation, request) : this.#call(operation, request)),
    };
  }

  async #call(operation: AnyAdminOperation, request: DoorRequest): Promise<DoorAnswer> {
    try {
      return answer(await this.#dispatcher.call(operation, askedOf(request)));
    } catch (error) {
      return errorAnswer(error);
    }
  }

  async *#follow(operation: AnyAdminOperation, request: DoorRequest): AsyncGenerator<DoorAnswer> {
    try {
      for await (const reply of this.#dispatcher.follow(operation, askedOf(request))) yield answer(reply);
    } catch (error) {
      yield errorAnswer(error);
    }
  }
}

/** @throws ParseError for a body that is no JSON, and a header field that is none */
function askedOf({ body, header, signal }: DoorRequest): Asked {
  const timeout = header('Timeout-Ms');
  if (timeout !== undefined && !/^\d{1,9}$/.test(timeout))
    throw new ParseError('InvalidJson', 'Timeout-Ms must be a number of milliseconds.');
  return {
    credentials: { authorization: header('Authorization'), address: undefined },
    requestId: header('Request-Id')?.slice(0, 100) ?? randomUUID(),
    deadline: timeout === undefined ? undefined : Date.now() + Number(timeout),
    signal,
    request: body.length === 0 ? {} : parsed(body),
  };
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString());
  } catch {
    throw new ParseError('InvalidJson', 'The request is no JSON.');
  }
}

function answer(value: object): DoorAnswer {
  return { body: Buffer.from(JSON.stringify(value)) };
}

function errorAnswer(error: unknown): DoorAnswer {
  if (!(error instanceof ParseError)) throw error;
  const faults = error instanceof RequestFaults ? { faults: error.faults } : {};
  return { ...answer({ ...error.toBody(), ...faults }), error: { code: error.code, text: error.message } };
}
