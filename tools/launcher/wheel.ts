import { inflateRawSync } from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END_OF_DIRECTORY_BYTES = 22;
const COMMENT_BYTES_MAX = 0xffff;
const LOCAL_HEADER_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly headerOffset: number;
}

/** The directory sits at the end of a zip file, behind it only a comment of variable length. */
function findEnd(zip: Buffer): number {
  const lowest = Math.max(0, zip.length - END_OF_DIRECTORY_BYTES - COMMENT_BYTES_MAX);
  for (let offset = zip.length - END_OF_DIRECTORY_BYTES; offset >= lowest; offset -= 1) {
    if (zip.readUInt32LE(offset) === END_OF_DIRECTORY) return offset;
  }
  throw new Error('Not a zip file: it has no directory.');
}

function entriesOf(zip: Buffer): Entry[] {
  const end = findEnd(zip);
  const entries: Entry[] = [];
  let offset = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(offset) !== DIRECTORY_ENTRY) throw new Error('The directory of the zip file is damaged.');
    const nameBytes = zip.readUInt16LE(offset + 28);
    entries.push({
      name: zip.toString('utf8', offset + 46, offset + 46 + nameBytes),
      method: zip.readUInt16LE(offset + 10),
      packedBytes: zip.readUInt32LE(offset + 20),
      bytes: zip.readUInt32LE(offset + 24),
      headerOffset: zip.readUInt32LE(offset + 42),
    });
    offset += 46 + nameBytes + zip.readUInt16LE(offset + 30) + zip.readUInt16LE(offset + 32);
  }
  return entries;
}

/**
 * Unpacks one member of a Python wheel (a zip file below 4 GB).
 *
 * @param ending how the member's path ends, with a slash before the file name
 * @throws Error when the file is no zip, lacks the member, or the member does not have its declared size
 * Source: PKWARE APPNOTE 4.3, end of central directory, central directory and local headers.
 */
export function wheelMember(zip: Buffer, ending: string): Buffer {
  const entry = entriesOf(zip).find(({ name }) => name.endsWith(ending));
  if (entry === undefined) throw new Error(`The package has no member that ends with ${ending}.`);
  // The local header repeats the name, and its extra field may differ in length from the directory's.
  const { headerOffset } = entry;
  const start = headerOffset + LOCAL_HEADER_BYTES + zip.readUInt16LE(headerOffset + 26) + zip.readUInt16LE(headerOffset + 28);
  const packed = zip.subarray(start, start + entry.packedBytes);
  if (entry.method !== STORED && entry.method !== DEFLATED) throw new Error(`Unknown packing method ${entry.method}.`);
  const member = entry.method === STORED ? packed : inflateRawSync(packed, { maxOutputLength: entry.bytes + 1 });
  if (member.length !== entry.bytes) throw new Error(`${entry.name} has ${member.length} bytes instead of ${entry.bytes}.`);
  return member;
}
