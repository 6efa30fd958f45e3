import type { ReactNode } from 'react';
import { Stack } from '@mantine/core';
import { Failure } from './failure.tsx';
import { Loading } from './loading.tsx';

interface Answer<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

/** An answer as a part of a screen: on its way, failed, or there. An answer from before stays under the error of a later one. */
export function Loaded<Data>({ query, children }: { query: Answer<Data>; children: (data: Data) => ReactNode }) {
  const { data, error, refetch } = query;
  return (
    <Stack gap="md">
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && children(data)}
    </Stack>
  );
}
