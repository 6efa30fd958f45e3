import { z } from 'zod';
import { HTTP, json, operation, type HttpReply } from './operation.ts';

/**
 * Bundles of the code of apps. They are in the store of the app's files, beside the files: no address leads to them, no clean-up removes them, no
 * quota counts them, and only the host of the code asks for them.
 */
const bundleName = z.string().regex(/^[0-9a-f]{1,128}$/);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const BUNDLE_DEADLINE_MS = 30_000;

/** Stores the bytes of a bundle; one of the same name that is there stays. */
const storeBundleRequest = z.object({ name: bundleName, body: bytes });
export type StoreBundleRequest = z.infer<typeof storeBundleRequest>;
export const storeBundle = operation<StoreBundleRequest, Record<string, never>>({
  subject: 'files.store-bundle',
  request: storeBundleRequest,
  reply: json(z.object({}).strict()),
  retry: 'safe',
  deadlineMs: BUNDLE_DEADLINE_MS,
  body: 'bytes',
  askedBy: ['functions'],
});

const bundleRequest = z.object({ name: bundleName });
export type BundleRequest = z.infer<typeof bundleRequest>;

/** The bytes of a bundle. @throws ObjectNotFound (101) */
export const readBundle = operation<BundleRequest, HttpReply>({
  subject: 'files.read-bundle',
  request: bundleRequest,
  reply: HTTP,
  retry: 'safe',
  deadlineMs: BUNDLE_DEADLINE_MS,
  askedBy: ['functions'],
});

/** Removes a bundle, where there is one. */
export const removeBundle = operation<BundleRequest, Record<string, never>>({
  subject: 'files.remove-bundle',
  request: bundleRequest,
  reply: json(z.object({}).strict()),
  retry: 'safe',
  deadlineMs: BUNDLE_DEADLINE_MS,
  askedBy: ['functions'],
});
