import { z } from 'zod';
import { json, operation } from './operation.ts';

/** Views of classes that administrators share: kept for the app in the context, and by a name that is unique within a class. */

const DEADLINE_MS = 3_000;
const askedBy = ['admin'] as const;
const className = z.string().min(1).max(256);
const viewName = z.string().trim().min(1).max(100);

/**
 * The parts of a view that the data browser shows.
 *
 * - `filters`: conditions in the words of the data browser, which alone reads them
 * - `order`: a field, `-field` for descending
 * - `hidden`: columns that are not shown
 */
export const dataView = z.object({
  className,
  name: viewName,
  filters: z.array(z.record(z.string(), z.unknown())).max(50),
  order: z.string().max(500),
  hidden: z.array(z.string().max(256)).max(500),
});
export type DataView = z.infer<typeof dataView>;
/** With the person who saved it last, and when: ISO 8601. */
export const savedView = dataView.extend({ by: z.string(), at: z.string() });
export type SavedView = z.infer<typeof savedView>;

/** By class and name. */
export const listViews = operation<Record<string, never>, { views: SavedView[] }>({
  subject: 'config.list-views',
  request: z.object({}).strict(),
  reply: json(z.object({ views: z.array(savedView) })),
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy,
});

/** Saves a view in place of one of the same class and name. @throws OperationForbidden for an app that has too many */
export const saveView = operation<DataView, { view: SavedView }>({
  subject: 'config.save-view',
  request: dataView,
  reply: json(z.object({ view: savedView })),
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
  askedBy,
});

/** @throws ObjectNotFound */
const removeViewRequest = z.object({ className, name: viewName });
export const removeView = operation<z.infer<typeof removeViewRequest>, Record<string, never>>({
  subject: 'config.remove-view',
  request: removeViewRequest,
  reply: json(z.object({}).strict()),
  retry: 'never',
  deadlineMs: DEADLINE_MS,
  askedBy,
});
