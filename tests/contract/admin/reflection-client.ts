import { createFileRegistry, fromBinary, fromJson, toBinary, toJson, type JsonValue } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { Client, Metadata, type ChannelCredentials } from '@grpc/grpc-js';

const REFLECTION = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo';
/** Fields of ServerReflectionRequest and ServerReflectionResponse. */
const SYMBOL = 4;
const SERVICES = 7;
const FILES_FOUND = 4;
const SERVICES_FOUND = 6;
const same = (bytes: Buffer): Buffer => bytes;

/** A client that knows the address of a server, and learns everything else by reflection, as grpcurl does. */
export class ReflectionClient {
  readonly #client: Client;

  constructor(address: string, channel: ChannelCredentials) {
    this.#client = new Client(address, channel);
  }

  /** Names of the services. */
  async services(): Promise<readonly string[]> {
    const listed = await this.#reflect(SERVICES, '');
    return fieldsOf(listed, SERVICES_FOUND).flatMap((list) =>
      fieldsOf(list, 1).flatMap((service) => fieldsOf(service, 1).map((name) => Buffer.from(name).toString())),
    );
  }

  /** Calls a method that answers once, by the descriptors that the server gave. */
  async call(service: string, name: string, request: JsonValue, token: string): Promise<JsonValue> {
    const found = fieldsOf(await this.#reflect(SYMBOL, service), FILES_FOUND).flatMap((answer) => fieldsOf(answer, 1));
    const files = found.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));
    const own = files.find(({ package: of, service: declared }) => declared.some((one) => `${of}.${one.name}` === service));
    if (own === undefined) throw new Error(`There is no service ${service}.`);
    const registry = createFileRegistry(own, (path) => files.find(({ name: known }) => known === path));
    const method = registry.getService(service)?.methods.find((one) => one.name === name);
    if (method === undefined) throw new Error(`There is no method ${service}/${name}.`);
    const body = Buffer.from(toBinary(method.input, fromJson(method.input, request, { registry })));
    const metadata = new Metadata();
    if (token !== '') metadata.set('authorization', `Bearer ${token}`);
    const reply = await new Promise<Buffer>((resolve, reject) => {
      this.#client.makeUnaryRequest(`/${service}/${name}`, same, same, body, metadata, (error, bytes) =>
        error === null ? resolve(bytes as Buffer) : reject(error),
      );
    });
    return toJson(method.output, fromBinary(method.output, reply), { registry });
  }

  close(): void {
    this.#client.close();
  }

  #reflect(field: number, text: string): Promise<Uint8Array> {
    const request = Buffer.from(new BinaryWriter().tag(field, 2).string(text).finish());
    return new Promise((resolve, reject) => {
      const stream = this.#client.makeBidiStreamRequest(REFLECTION, same, same);
      stream.once('data', resolve);
      stream.once('error', reject);
      stream.write(request);
      stream.end();
    });
  }
}

/** Values of a field of a message whose descriptor is not known. */
function fieldsOf(message: Uint8Array, number: number): readonly Uint8Array[] {
  const reader = new BinaryReader(message);
  const found: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === number) found.push(reader.bytes());
    else reader.skip(type);
  }
  return found;
}
