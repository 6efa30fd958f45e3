import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  Server,
  ServerCredentials,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import { protoMethod, type AnyAdminOperation } from '@parlance/admin-operations';
import { ParseError } from '@parlance/errors';
import type { Logger } from '@parlance/telemetry';
import { HealthImplementation } from 'grpc-health-check';
import type { Asked, Dispatcher } from '../dispatch/dispatcher.ts';
import type { AdminSettings } from '../settings.ts';
import { fileDescriptors, MessageCodec } from './messages.ts';
import { statusOf } from './statuses.ts';

const PACKAGE = 'parlance.admin.v1';
const GRACE_MS = 5_000;
const REQUEST_BYTES_MAX = 20 * 1024 * 1024;
/** Every call ends so, also one that was answered: an error with its stack would be an eighth of the time of a call. */
const GONE = 'The client has gone.';

type Call = ServerUnaryCall<Buffer, object> | ServerWritableStream<Buffer, object>;

interface Method {
  readonly operation: AnyAdminOperation;
  readonly request: MessageCodec;
}

/** Administration over gRPC: `parlance.admin.v1`, with reflection and the standard health service. */
export class GrpcDoor {
  readonly #dispatcher: Dispatcher;
  readonly #settings: AdminSettings;
  readonly #logger: Logger;
  readonly #server = new Server({ 'grpc.max_receive_message_length': REQUEST_BYTES_MAX, 'grpc.enable_channelz': 0 });
  readonly #closing = new AbortController();
  readonly #health: HealthImplementation;

  constructor(dispatcher: Dispatcher, settings: AdminSettings, logger: Logger) {
    this.#dispatcher = dispatcher;
    this.#settings = settings;
    this.#logger = logger;
    const services = this.#addServices();
    this.#health = new HealthImplementation(Object.fromEntries(['', ...services].map((name) => [name, 'NOT_SERVING'])));
    this.#health.addToServer(this.#server);
    reflection().addToServer(this.#server);
  }

  /** @throws Error when the port is taken, or a certificate cannot be read. @returns the port */
  async open(): Promise<number> {
    const { PARLANCE_ADMIN_GRPC_HOST: host, PARLANCE_ADMIN_GRPC_PORT: port = 0 } = this.#settings;
    const bound = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync(`${host}:${port}`, this.#credentials(), (error, at) => (error === null ? resolve(at) : reject(error)));
    });
    this.#setHealth('SERVING');
    this.#logger.info({ grpc: `${host}:${bound}` }, 'Administration is answered over gRPC.');
    return bound;
  }

  /** Tells of its end, lets calls end, and cuts off those that do not. */
  async close(): Promise<void> {
    this.#setHealth('NOT_SERVING');
    this.#closing.abort();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.#server.forceShutdown(), GRACE_MS);
      this.#server.tryShutdown(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** @returns the names of services */
  #addServices(): readonly string[] {
    const services = new Map<
      string,
      { readonly definition: Record<string, unknown>; readonly implementation: UntypedServiceImplementation }
    >();
    for (const operation of this.#dispatcher.operations) {
      const { service, name, request, response } = protoMethod(operation);
      const full = `${PACKAGE}.${service}`;
      const { definition, implementation } = services.get(full) ?? { definition: {}, implementation: {} };
      services.set(full, { definition, implementation });
      const answers = new MessageCodec(response);
      definition[name] = {
        path: `/${full}/${name}`,
        requestStream: false,
        responseStream: operation.follows === true,
        requestSerialize: (bytes: Buffer) => bytes,
        requestDeserialize: (bytes: Buffer) => bytes,
        responseSerialize: (reply: object) => answers.encode(reply),
        responseDeserialize: (bytes: Buffer) => bytes,
      };
      const method = { operation, request: new MessageCodec(request) };
      implementation[name] = operation.follows === true ? this.#follower(method) : this.#caller(method);
    }
    for (const { definition, implementation } of services.values())
      this.#server.addService(definition as ServiceDefinition, implementation);
    return [...services.keys()];
  }

  #caller(method: Method): handleUnaryCall<Buffer, object> {
    return (call, answer) => {
      const gone = new AbortController();
      call.on('cancelled', () => gone.abort(GONE));
      this.#asked(method, call, gone.signal)
        .then((asked) => this.#dispatcher.call(method.operation, asked))
        .then(
          (reply) => answer(null, reply),
          (error: unknown) => answer(statusOf(error)),
        );
    };
  }

  #follower(method: Method): handleServerStreamingCall<Buffer, object> {
    return (call) => {
      const gone = new AbortController();
      call.on('cancelled', () => gone.abort(GONE));
      this.#followed(method, call, gone.signal).then(
        () => call.end(),
        (error: unknown) => call.emit('error', statusOf(error)),
      );
    };
  }

  async #followed(method: Method, call: ServerWritableStream<Buffer, object>, gone: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([gone, this.#closing.signal]);
    for await (const reply of this.#dispatcher.follow(method.operation, await this.#asked(method, call, signal))) {
      if (!call.write(reply)) await new Promise<void>((resolve) => void call.once('drain', resolve).once('cancelled', resolve));
    }
  }

  async #asked({ request }: Method, call: Call, signal: AbortSignal): Promise<Asked> {
    const [authorization] = call.metadata.get('authorization');
    const [requestId] = call.metadata.get('request-id');
    const deadline = Number(call.getDeadline());
    return {
      credentials: { authorization: authorization?.toString(), address: addressOf(call.getPeer()) },
      requestId: requestId?.toString().slice(0, 100) ?? randomUUID(),
      deadline: Number.isFinite(deadline) ? deadline : undefined,
      signal,
      request: decoded(request, call.request),
    };
  }

  #setHealth(state: 'SERVING' | 'NOT_SERVING'): void {
    for (const name of ['', ...this.#services]) this.#health.setStatus(name, state);
  }

  get #services(): readonly string[] {
    return [...new Set(this.#dispatcher.operations.map((operation) => `${PACKAGE}.${protoMethod(operation).service}`))];
  }

  #credentials(): ServerCredentials {
    const { PARLANCE_ADMIN_GRPC_TLS_CERT: cert, PARLANCE_ADMIN_GRPC_TLS_KEY: key, PARLANCE_ADMIN_GRPC_TLS_CLIENT_CA: ca } = this.#settings;
    if (cert === undefined && key === undefined && ca === undefined) return ServerCredentials.createInsecure();
    if (cert === undefined || key === undefined) {
      throw new Error('TLS of the gRPC door needs PARLANCE_ADMIN_GRPC_TLS_CERT and PARLANCE_ADMIN_GRPC_TLS_KEY.');
    }
    const pair = { cert_chain: readFileSync(cert), private_key: readFileSync(key) };
    return ServerCredentials.createSsl(ca === undefined ? null : readFileSync(ca), [pair], ca !== undefined);
  }
}

/** @throws ParseError InvalidJson */
function decoded(codec: MessageCodec, bytes: Buffer): unknown {
  try {
    return codec.decode(bytes);
  } catch {
    throw new ParseError('InvalidJson', 'The request is no message of this operation.');
  }
}

/** `ipv4:10.0.0.1:4711`, `10.0.0.1:4711` or `[::1]:4711` without the port. */
function addressOf(peer: string): string | undefined {
  const address = peer
    .replace(/^ipv[46]:/, '')
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:/, '');
  return address === '' ? undefined : address;
}

/** The files that buf compiled are served: those that proto-loader reads have other names of fields, and maps that tools refuse. */
function reflection(): ReflectionService {
  const definition = { descriptors: { format: '', type: {}, fileDescriptorProtos: fileDescriptors() } };
  return new ReflectionService(definition as unknown as ConstructorParameters<typeof ReflectionService>[0]);
}
