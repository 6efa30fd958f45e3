import { deflateSync, crc32 } from 'node:zlib';
import type { ParseSdk } from './sdk.ts';

const SIDE = 32;

/**
 * Uploads a picture, attaches it to a city, reads it from there, and downloads it again.
 *
 * @param reached the address at which this program reaches an address of a file
 */
export async function showFiles(Parse: ParseSdk, reached = (url: string) => url): Promise<void> {
  console.log('\nA picture of a city');
  const picture = flag();
  const file = await new Parse.File('ulm.png', { base64: picture.toString('base64') }, 'image/png').save({ useMasterKey: true });
  const city = await new Parse.Query('City').equalTo('name', 'Ulm').first();
  if (file === undefined || city === undefined) throw new Error('The demo has lost its city.');
  await city.save({ picture: file }, { useMasterKey: true });
  const read = (await new Parse.Query('City').get(city.id ?? '')).get('picture') as InstanceType<ParseSdk['File']>;
  console.log(`  uploaded ${picture.length} bytes, stored as ${read.name()}`);
  const response = await fetch(reached(read.url() ?? ''));
  const bytes = Buffer.from(await response.arrayBuffer());
  const { headers } = response;
  console.log(
    `  downloaded ${bytes.length} bytes of ${headers.get('content-type')}, ${bytes.equals(picture) ? 'the same ones' : 'other ones'}`,
  );
  console.log(`  shown by browsers as: ${headers.get('content-disposition')}`);
  city.unset('picture');
  await city.save(null, { useMasterKey: true });
  await file.destroy({ useMasterKey: true });
  console.log(`  deleted: its address answers ${(await fetch(reached(read.url() ?? ''))).status}`);
}

/** A small picture of two colours, as a PNG. */
function flag(): Buffer {
  const rows = Array.from({ length: SIDE }, (_, y) => {
    const colour = y < SIDE / 2 ? [0x10, 0x10, 0x10] : [0xf0, 0xf0, 0xf0];
    return Buffer.from([0, ...Array.from({ length: SIDE }, () => colour).flat()]);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  header.set([8, 2], 8);
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...chunks]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
