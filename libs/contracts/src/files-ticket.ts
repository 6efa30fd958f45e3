import { z } from 'zod';

/**
 * The right to hand over the bytes of one file, or to fetch them, once and within half a minute: bytes go over HTTP between the gateway
 * and the replica of `files` that gave the ticket, and never over the bus.
 *
 * - `address`: of the replica, without a path: `http://10.1.2.3:4001`
 * - `ticket`: 256 random bits, base64url
 */
export const transferTicket = z.object({ address: z.string().min(1), ticket: z.string().min(1) });
export type TransferTicket = z.infer<typeof transferTicket>;
