import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFileRegistry, fromBinary, fromJson, toBinary, toJson, type JsonValue } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { Client, credentials, Metadata, type ChannelCredentials, type ServiceError } from '@grpc/grpc-js';
import { ADMIN_OPERATIONS, protoMethod } from '@parlance/admin-operations';

const FILE = join(import.meta.dirname, '../../../apps/admin/src/grpc/descriptors.json');
const set = (JSON.parse(readFileSync(FILE, 'utf8')) as { set: string }).set;
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, Buffer.from(set, 'base64')));

/** An answer of the gRPC door. `error` is Parse's number, `status` that of gRPC. */
export interface GrpcAnswer {
  readonly body: ReturnType<typeof JSON.parse>;
  readonly error: string | undefined;
  readonly status: number;
  readonly details: readonly ReturnType<typeof JSON.parse>[];
}

export interface GrpcOptions {
  readonly token?: string;
  readonly deadlineMs?: number;
}

/** A client that knows the proto files and nothing else. */
export class GrpcClient {
  readonly #client: Client;

  constructor(port: number, channel: ChannelCredentials = credentials.createInsecure()) {
    this.#client = new Client(`127.0.0.1:${port}`, channel);
  }

  /** @param operation such as `apps.list` */
  ask(operation: string, request: JsonValue = {}, { token = '', deadlineMs = 10_000 }: GrpcOptions = {}): Promise<GrpcAnswer> {
    const { path, input, output, follows } = methodOf(operation);
    const serialize = (value: JsonValue) => Buffer.from(toBinary(input, fromJson(input, value, { registry })));
    const deserialize = (bytes: Buffer) => toJson(output, fromBinary(output, bytes), { registry });
    const options = { deadline: Date.now() + deadlineMs };
    return new Promise((resolve) => {
      const ended = (error: ServiceError | null, body?: unknown) =>
        resolve(error === null ? { body, error: undefined, status: 0, details: [] } : failed(error));
      if (!follows) return void this.#client.makeUnaryRequest(path, serialize, deserialize, request, metadataOf(token), options, ended);
      const rows = this.#client.makeServerStreamRequest(path, serialize, deserialize, request, metadataOf(token), options);
      rows.on('data', (body: unknown) => {
        ended(null, body);
        rows.cancel();
      });
      rows.on('error', (error: ServiceError) => ended(error));
      rows.on('end', () => ended(null));
    });
  }

  /** A stream of an operation that follows; it is cancelled by `cancel()`. */
  follow(operation: string, request: JsonValue, token: string) {
    const { path, input, output } = methodOf(operation);
    const serialize = (value: JsonValue) => Buffer.from(toBinary(input, fromJson(input, value, { registry })));
    const deserialize = (bytes: Buffer): ReturnType<typeof JSON.parse> => toJson(output, fromBinary(output, bytes), { registry });
    return this.#client.makeServerStreamRequest(path, serialize, deserialize, request, metadataOf(token));
  }

  /** A method of bytes, of any service. */
  raw(path: string, bytes: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const same = (value: Buffer) => value;
      this.#client.makeUnaryRequest(path, same, same, bytes, (error, reply) => (error === null ? resolve(reply as Buffer) : reject(error)));
    });
  }

  close(): void {
    this.#client.close();
  }
}

function methodOf(operation: string) {
  const [area, ...name] = operation.split('.');
  const declared = ADMIN_OPERATIONS.find((one) => one.area === area && one.name === name.join('.'));
  if (declared === undefined) throw new Error(`There is no operation ${operation}.`);
  const { service, name: method, request, response } = protoMethod(declared);
  const [input, output] = [request, response].map((message) => registry.getMessage(`parlance.admin.v1.${message.name}`));
  if (input === undefined || output === undefined) throw new Error(`The proto files lack ${operation}.`);
  return { path: `/parlance.admin.v1.${service}/${method}`, input, output, follows: declared.follows === true };
}

function metadataOf(token: string): Metadata {
  const metadata = new Metadata();
  if (token !== '') metadata.set('authorization', `Bearer ${token}`);
  return metadata;
}

function failed({ code, details: text, metadata }: ServiceError): GrpcAnswer {
  const status = registry.getMessage('google.rpc.Status');
  const [bytes] = metadata?.get('grpc-status-details-bin') ?? [];
  const told = status !== undefined && Buffer.isBuffer(bytes) ? toJson(status, fromBinary(status, bytes), { registry }) : {};
  const details = (told as { details?: ReturnType<typeof JSON.parse>[] }).details ?? [];
  const info = details.find((one) => String(one['@type']).endsWith('ErrorInfo'));
  return { body: { error: text }, error: info?.metadata?.code ?? 'none', status: code, details };
}
