import * as z from 'zod/mini';

/** `report`: id of the import whose refused rows are shown. */
export const transfersSearch = z.object({ report: z.catch(z.optional(z.string()), undefined) });
export type TransfersSearch = z.infer<typeof transfersSearch>;
