import { ParseError } from '@parlance/errors';
import { z } from 'zod';

const LENGTH_MAX = 256;
const ROLES_MAX = 1_000;
const text = z.string().min(1).max(LENGTH_MAX);

const askedCaller = z.strictObject({
  installationId: text.optional(),
  userId: text.optional(),
  /** Roles beside those that the user has. */
  roles: z.array(text).max(ROLES_MAX).optional(),
  /** Members in place of those that the installation has. */
  installation: z.strictObject({ deviceType: text.optional(), appVersion: text.optional(), localeIdentifier: text.optional() }).optional(),
});
/** The caller of a preview, as the request describes one. */
export type AskedCaller = z.infer<typeof askedCaller>;

/** @throws InvalidJson (107) */
export function readPreview(body: unknown): AskedCaller {
  const read = askedCaller.safeParse(body);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new ParseError('InvalidJson', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'This describes no caller.'}`);
}
