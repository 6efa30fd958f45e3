import type { Bus } from '@parlance/bus';
import { files } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { TransferClient } from '@parlance/transfers';
import { transferContext } from './transfer-run.ts';

/** Bytes that are fetched at once: a reader that rests between its steps keeps no connection open. */
const WINDOW_BYTES = 2 * 2 ** 20;
const REMOVED_TOGETHER = 500;

/** The files of one transfer, as the service files keeps them. */
export class TransferFiles {
  readonly #bus: Bus;
  readonly #client: TransferClient;

  constructor(bus: Bus, client: TransferClient) {
    this.#bus = bus;
    this.#client = client;
  }

  /** The size of a file in bytes. @throws ObjectNotFound (101) */
  async size(app: string, id: string, name: string): Promise<number> {
    return (await this.#bus.call(files.openTransfer, { name, from: 0, to: 0 }, transferContext(app, id))).size;
  }

  /** The bytes from `from` up to but not including `to`. @throws ObjectNotFound (101); RequestTimeout (124) where they break off */
  async read(app: string, id: string, name: string, from: number, to: number): Promise<Buffer> {
    const { transfer, length } = await this.#bus.call(files.openTransfer, { name, from, to }, transferContext(app, id));
    const fetched = await this.#client.download(transfer, length);
    const bytes = fetched instanceof Uint8Array ? fetched : Buffer.concat((await fetched.toArray()) as Buffer[]);
    if (bytes.length === length) return bytes;
    throw new ParseError('RequestTimeout', 'The bytes of a file broke off.');
  }

  /** The bytes of a file from `from` on, in windows. */
  async *windows(app: string, id: string, name: string, from: number): AsyncGenerator<Buffer> {
    for (let at = from; ;) {
      const bytes = await this.read(app, id, name, at, at + WINDOW_BYTES);
      if (bytes.length > 0) yield bytes;
      if (bytes.length < WINDOW_BYTES) return;
      at += bytes.length;
    }
  }

  /** Stores a file, in place of one of the same name. */
  async put(app: string, id: string, name: string, bytes: Buffer): Promise<void> {
    const { transfer } = await this.#bus.call(files.openTransferUpload, { name }, transferContext(app, id));
    files.storedTransfer.parse(await this.#client.upload(transfer, bytes));
  }

  async remove(app: string, id: string, names: readonly string[]): Promise<void> {
    for (let at = 0; at < names.length; at += REMOVED_TOGETHER) {
      await this.#bus.call(files.removeTransfers, { names: names.slice(at, at + REMOVED_TOGETHER) }, transferContext(app, id));
    }
  }

  /** Removes everything of the app that is older than any transfer may be. */
  async sweep(app: string, id: string, before: Date): Promise<void> {
    await this.#bus.call(files.sweepTransfers, { before: before.getTime() }, transferContext(app, id));
  }
}
