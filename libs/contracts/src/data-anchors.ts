import { z } from 'zod';
import { className, jsonObject } from './data-members.ts';
import { json, operation } from './operation.ts';

const anchorsRequest = z.object({
  className,
  where: jsonObject,
  order: z.string(),
  /** As `after` of a find: empty for the beginning. */
  after: z.string(),
  every: z.int().min(1).max(1_000),
  limit: z.int().min(1).max(1_000),
});
export type AnchorsRequest = z.infer<typeof anchorsRequest>;
const anchors = z.object({ anchors: z.array(z.string()), next: z.string().optional() });
export type Anchors = z.infer<typeof anchors>;

/** The tokens by which finds begin at every so-manieth object: a list without an end is scrolled to any place by them. Runs no triggers. */
export const findAnchors = operation<AnchorsRequest, Anchors>({
  subject: 'data.find-anchors',
  request: anchorsRequest,
  reply: json(anchors),
  retry: 'safe',
  askedBy: ['admin'],
});
