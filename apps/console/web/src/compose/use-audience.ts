import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { segmentWhere } from './audience.ts';
import type { AudienceDraft } from './draft.ts';
import type { JsonObject } from './json-object.ts';

export type Estimate = ReplyOf<'push/estimate'>;
export type SavedAudience = ReplyOf<'push/audiences'>['audiences'][number];

const TYPING_MS = 300;

export const audiencesKey = (app: string) => ['push-audiences', app] as const;

export function useSavedAudiences(app: string) {
  return useQuery({
    queryKey: audiencesKey(app),
    queryFn: async ({ signal }) => (await call('push/audiences', { app }, signal)).audiences,
  });
}

/** The query of the audience, saved or new; undefined where there is none yet. */
export function whereOf(audience: AudienceDraft, saved: readonly SavedAudience[]): JsonObject | undefined {
  if (audience.kind === 'saved') return saved.find(({ id }) => id === audience.saved)?.query;
  return segmentWhere(audience);
}

/** The devices of an audience as they are now. `data` is of `where` itself: never of an audience that was chosen before. */
export function useEstimate(app: string, where: JsonObject | undefined) {
  const [asked] = useDebouncedValue(where === undefined ? '' : JSON.stringify(where), TYPING_MS);
  const query = useQuery({
    queryKey: ['push-estimate', app, asked],
    enabled: asked !== '',
    queryFn: ({ signal }) => call('push/estimate', { app, where: JSON.parse(asked) as Record<string, unknown> }, signal),
  });
  const isCurrent = where !== undefined && asked === JSON.stringify(where);
  return { ...query, data: isCurrent ? query.data : undefined, error: isCurrent ? query.error : null };
}

/** The payloads of a message, as each provider gets them. Those of the text before stay until new ones are there. */
export function usePreview(app: string, data: JsonObject | undefined) {
  const [asked] = useDebouncedValue(data === undefined ? '' : JSON.stringify(data), TYPING_MS);
  return useQuery({
    queryKey: ['push-preview', app, asked],
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await call('push/preview', { app, data: JSON.parse(asked) as Record<string, unknown> }, signal)).payloads,
  });
}
