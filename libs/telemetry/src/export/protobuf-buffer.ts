const BYTES_AT_FIRST = 65_536;
const TWO_32 = 4_294_967_296;

/** Bytes in Protocol Buffers' encoding, one behind the other, in a buffer that grows and is used again. */
export class ProtobufBuffer {
  #bytes = Buffer.allocUnsafe(BYTES_AT_FIRST);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  /** The bytes so far; they hold until the next `clear`. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** One byte, or the two of a tag beyond field 15 as one number, the first byte lowest. */
  tag(value: number): void {
    this.#reserve(2);
    this.#bytes[this.#length++] = value & 0xff;
    if (value > 0xff) this.#bytes[this.#length++] = value >>> 8;
  }

  /** @param value a whole number from 0 to 2^53 */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) + 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  bytes(part: Uint8Array): void {
    this.#reserve(part.length);
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
  }

  /** The text with its length. */
  text(value: string): void {
    const size = Buffer.byteLength(value);
    this.varint(size);
    this.#reserve(size);
    this.#length += this.#bytes.write(value, this.#length, size);
  }

  /** Bytes written as hex digits, with their length, which is below 128. */
  hex(digits: string): void {
    const size = digits.length / 2;
    this.#reserve(size + 1);
    this.#bytes[this.#length] = size;
    this.#bytes.write(digits, this.#length + 1, size, 'hex');
    this.#length += size + 1;
  }

  fixed32(value: number): void {
    this.#reserve(4);
    this.#length = this.#bytes.writeUInt32LE(value, this.#length);
  }

  /** Nanoseconds of a time in seconds and nanoseconds, in eight bytes: more than a number holds, so in two halves of 16 and 48 bits first. */
  nanoseconds([seconds, nanos]: readonly [number, number]): void {
    const upper = Math.floor(seconds / 65_536) * 1e9;
    const lower = (upper % 65_536) * 65_536 + (seconds % 65_536) * 1e9 + nanos;
    this.fixed32(lower % TWO_32);
    this.fixed32((Math.floor(upper / 65_536) + Math.floor(lower / TWO_32)) % TWO_32);
  }

  /** Leaves room for a length of two bytes. @returns where, for `end` */
  begin(): number {
    this.#reserve(2);
    this.#length += 2;
    return this.#length;
  }

  /** Writes the length of all since `begin`. Lengths other than from 128 to 16,383 move the bytes. */
  end(start: number): void {
    const size = this.#length - start;
    const room = start - 2;
    if (size >= 0x80 && size < 0x4000) {
      this.#bytes[room] = (size & 0x7f) | 0x80;
      this.#bytes[room + 1] = size >>> 7;
      return;
    }
    const body = Buffer.from(this.#bytes.subarray(start, this.#length));
    this.#length = room;
    this.varint(size);
    this.bytes(body);
  }

  #reserve(size: number): void {
    const needed = this.#length + size;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.view());
    this.#bytes = larger;
  }
}
