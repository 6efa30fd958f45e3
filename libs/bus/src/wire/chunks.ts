/** Bytes of one part of a body that does not fit one message: small enough that other messages on the connection wait little. */
export const CHUNK_BYTES = 256 * 1024;
/** The room that header fields and subject of one message may need, in bytes, beyond the request's context. */
export const HEADER_ROOM_BYTES = 8 * 1024;
/** Largest body that crosses the bus; equals the largest `maxUploadSize` of an app. */
export const TRANSFER_BYTES_MAX = 2 ** 30;

/** The sender's announcement: how much will come, and in parts of which size. The last part has the rest. */
export interface Offer {
  readonly totalBytes: number;
  readonly chunkBytes: number;
  /** Of the whole body, where the offer is sealed (seals.ts). */
  readonly digest?: string;
}

/** A part was lost, repeated or of a wrong length: the body cannot be completed. */
export class BrokenTransfer extends Error {
  override readonly name = 'BrokenTransfer';
}

export function offerFor(totalBytes: number, payloadBytesMax: number, digest?: string): Offer {
  const chunkBytes = Math.max(1, Math.min(CHUNK_BYTES, payloadBytesMax - HEADER_ROOM_BYTES));
  return digest === undefined ? { totalBytes, chunkBytes } : { totalBytes, chunkBytes, digest };
}

export function chunkCount({ totalBytes, chunkBytes }: Offer): number {
  return Math.ceil(totalBytes / chunkBytes);
}

export function encodeOffer({ totalBytes, chunkBytes, digest }: Offer): string {
  return digest === undefined ? `${totalBytes} ${chunkBytes}` : `${totalBytes} ${chunkBytes} ${digest}`;
}

/** @throws BrokenTransfer when the string is no offer, or one of more than TRANSFER_BYTES_MAX */
export function decodeOffer(text: string): Offer {
  const [total, part, digest] = text.split(' ');
  const [totalBytes, chunkBytes] = [Number(total), Number(part)];
  if (!isPositiveInteger(totalBytes) || !isPositiveInteger(chunkBytes)) throw new BrokenTransfer('The offer is malformed.');
  if (totalBytes > TRANSFER_BYTES_MAX) throw new BrokenTransfer(`The offer exceeds ${TRANSFER_BYTES_MAX} bytes.`);
  return digest === undefined ? { totalBytes, chunkBytes } : { totalBytes, chunkBytes, digest };
}

export function chunkOf(body: Uint8Array, sequence: number, { chunkBytes }: Offer): Uint8Array {
  return body.subarray(sequence * chunkBytes, (sequence + 1) * chunkBytes);
}

/** Puts the parts of one body together again. */
export class Assembly {
  readonly offer: Offer;
  readonly #body: Buffer;
  #parts = 0;
  #bytes = 0;

  constructor(offer: Offer) {
    this.offer = offer;
    this.#body = Buffer.allocUnsafeSlow(offer.totalBytes); // the system gives it memory only as parts arrive
  }

  /**
   * Takes the next part.
   *
   * @param sequence counts from 0
   * @returns the body, once the last part has come
   * @throws BrokenTransfer when this is not the next part, or not of the announced length
   */
  accept(sequence: number, part: Uint8Array): Buffer | undefined {
    const { totalBytes, chunkBytes } = this.offer;
    if (sequence !== this.#parts) throw new BrokenTransfer(`Part ${sequence} came where part ${this.#parts} was due.`);
    const due = Math.min(chunkBytes, totalBytes - this.#bytes);
    if (part.length !== due) throw new BrokenTransfer(`Part ${sequence} has ${part.length} bytes instead of ${due}.`);
    this.#body.set(part, this.#bytes);
    this.#bytes += part.length;
    this.#parts++;
    return this.#bytes === totalBytes ? this.#body : undefined;
  }
}

function isPositiveInteger(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
