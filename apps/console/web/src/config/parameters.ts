import { useQuery, type QueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';

export type Parameters = ReplyOf<'parameters/list'>;
export type Parameter = Parameters['parameters'][number];
export type Condition = Parameter['conditions'][number];
export type Change = ReplyOf<'parameters/history'>['changes'][number];
/** All there is to a parameter, apart from its name. */
export interface Side {
  readonly value: unknown;
  readonly masterKeyOnly: boolean;
  readonly conditions?: readonly Condition[];
}

export const parametersKey = (app: string, ...part: readonly unknown[]): readonly unknown[] => ['parameters', app, ...part];

export function useParameters(app: string) {
  return useQuery({ queryKey: parametersKey(app, 'list'), queryFn: ({ signal }) => call('parameters/list', { app }, signal) });
}

/** All that the page shows is asked for anew: values, history and experiments belong together. */
export const refresh = (client: QueryClient, app: string): Promise<void> => client.invalidateQueries({ queryKey: parametersKey(app) });
