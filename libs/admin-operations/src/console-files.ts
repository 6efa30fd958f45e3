import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

/**
 * Files as the console shows and takes them. These operations are in no table, and no door serves them: they answer with tickets for bytes, which are
 * of use within the deployment alone. Rights and audit are those of the area `data`.
 */
const transfer = z.object({ address: z.string(), ticket: z.string() });
const name = z.string().min(1).max(600);

export const openUpload = adminOperation({
  area: 'data',
  name: 'upload-file',
  summary: 'Admits the upload of a file.',
  request: z.object({ app: appId, name, contentType: z.string().max(200).optional(), length: z.int().nonnegative().optional() }),
  reply: z.object({ transfer, sizeMax: z.number() }),
  changes: { text: ({ app, name: file }) => `Uploaded the file ${file} to the app ${app}.`, auditedBy: 'dispatcher' },
});

export const openFile = adminOperation({
  area: 'data',
  name: 'open-file',
  summary: 'Admits a look at a file.',
  request: z.object({ app: appId, name }),
  reply: z.object({
    status: z.int(),
    contentType: z.string().optional(),
    headers: z.record(z.string(), z.string()),
    length: z.int().nonnegative().optional(),
    transfer: transfer.optional(),
    text: z.string().optional(),
    location: z.string().optional(),
  }),
});
