import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { createLogger } from '@parlance/telemetry';
import { expect, it } from 'vitest';
import { Offers } from './offers.ts';
import { TransferClient } from './transfer-client.ts';
import { TransferServer } from './transfer-server.ts';

const MB = 1 << 20;
const LENGTH = 400 * MB;
const PER_PAUSE = 8 * MB;
const PAUSE_MS = 10;
/** Without collections of their own the buffers of both sides, which are in this process, grow to more than a hundred. */
const GROWTH_MAX = 80 * MB;

it('FIL-27 dead buffers do not pile up while a large file is handed over', async () => {
  const logger = createLogger({ service: 'test', level: 'fatal', destination: { write: () => undefined } });
  const server = new TransferServer(new Offers(), { host: '127.0.0.1', port: 0, address: undefined, logger });
  const client = new TransferClient(new Offers());
  await server.listen();
  const part = randomBytes(MB);
  async function* parts(): AsyncGenerator<Buffer> {
    for (let sent = 0; sent < LENGTH; sent += MB) {
      // As fast as a fast disk: a busy machine may hold the looks of the collector back for that long.
      if (sent % PER_PAUSE === 0) await delay(PAUSE_MS);
      yield part;
    }
  }
  try {
    const before = process.memoryUsage().external;
    const open = () => Readable.from(parts(), { objectMode: false });
    const bytes = (await client.download(server.offer({ kind: 'download', length: LENGTH, open }), LENGTH)) as Readable;
    let most = 0;
    let length = 0;
    for await (const received of bytes as AsyncIterable<Buffer>) {
      length += received.length;
      most = Math.max(most, process.memoryUsage().external - before);
    }
    expect(length).toBe(LENGTH);
    expect(most / MB).toBeLessThan(GROWTH_MAX / MB);
  } finally {
    client.close();
    await server.close();
  }
});
