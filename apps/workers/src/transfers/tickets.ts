import { hash, randomBytes } from 'node:crypto';
import type { workers } from '@parlance/contracts';
import type { TransferDocument } from './database/transfer-document.ts';

const SECRET_BYTES = 32;
/** How long an address waits to be used: time for a program to begin, and for somebody to copy it. */
const TICKET_MS = 300_000;

/** The secret of a ticket, which opens something for everybody that has it: 256 random bits, base64url. */
export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** The form in which such words are kept. */
export function digestOf(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** A new ticket of a transfer, as it is kept and as it is handed out. */
export function newTicket(
  { a: app, id, kind }: Pick<TransferDocument, 'a' | 'id' | 'kind'>,
  now: Date,
): { readonly kept: NonNullable<TransferDocument['ticket']>; readonly address: workers.TransferAddress } {
  const secret = newSecret();
  const until = new Date(now.getTime() + TICKET_MS);
  const path = `/${kind === 'import' ? 'imports' : 'exports'}/${encodeURIComponent(app)}/${id}/file?ticket=${secret}`;
  return { kept: { digest: digestOf(secret), until }, address: { path, expiresAt: until.toISOString() } };
}
