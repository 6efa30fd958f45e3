import type { IncomingMessage } from 'node:http';

/** Up to here the bytes of a file are handed over at once: a stream would cost more than they do. */
export const SMALL_BYTES = 64 << 10;

/** Whether a message says itself that its body is small. */
export function isSmall({ headers: { 'content-length': length } }: IncomingMessage): boolean {
  return length !== undefined && Number(length) <= SMALL_BYTES;
}

/**
 * The whole body of a message, which is small. By events, since a stream's iterator costs several promises for each part.
 *
 * @throws Error where the other side breaks off
 */
export function wholeBody(message: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const onClose = (): void => {
      if (!message.readableEnded) reject(new Error('The other side has closed the connection.'));
    };
    if (message.destroyed) return onClose(); // 'close' does not come again
    message.on('data', (part: Buffer) => parts.push(part));
    message.once('end', () => resolve(parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)));
    message.once('error', reject).once('close', onClose);
  });
}
