import { Button, Progress, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { useAction } from '../parts/use-action.ts';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { fieldsOf, indexName, requestKey } from './index-name.ts';
import { unusedKey } from './queries-key.ts';

type Build = ReplyOf<'indexes/build'>['build'];
const LOOK_EVERY_MS = 1_000;

interface Props {
  readonly app: string;
  readonly className: string;
  readonly indexKey: readonly { readonly field: string; readonly direction: string }[];
}

/** Makes the advised index by one click, and shows how far it is. */
export function BuildIndex({ app, className, indexKey }: Props) {
  const mayWrite = useMay()('indexes:write');
  const client = useQueryClient();
  const name = indexName(indexKey);
  const queryKey = ['index-build', app, className, name];
  const { data: build } = useQuery<Build>({
    queryKey,
    enabled: ({ state }) => state.data?.state === 'running',
    queryFn: async ({ signal }) => {
      const { build: state } = await call('indexes/build-state', { app, className, name }, signal);
      if (state.state !== 'running') void client.invalidateQueries({ queryKey: unusedKey(app) });
      return state;
    },
    refetchInterval: LOOK_EVERY_MS,
  });
  const begin = useAction(() => call('indexes/build', { app, className, name, key: requestKey(indexKey), unique: false, sparse: false }), {
    onSuccess: async ({ build: begun }) => {
      client.setQueryData(queryKey, begun);
      await client.invalidateQueries({ queryKey: unusedKey(app) });
    },
  });
  if (build?.state === 'done')
    return (
      <Text size="sm" role="status">
        {t.queries.built}
      </Text>
    );
  if (build?.state === 'running') {
    const { done, total } = build;
    return (
      <>
        <Text size="sm" role="status">
          {t.queries.building(done, total)}
        </Text>
        <Progress w="100%" value={total === 0 ? 0 : (done / total) * 100} aria-label={t.queries.progress} />
      </>
    );
  }
  return (
    <>
      {build?.state === 'failed' && <Text size="sm" role="alert">{`${t.queries.buildFailed}: ${build.error ?? ''}`}</Text>}
      {mayWrite ? (
        <Button size="compact-sm" variant="default" loading={begin.isPending} onClick={() => begin.mutate(undefined)}>
          {t.queries.build(fieldsOf(indexKey))}
        </Button>
      ) : (
        <Text size="sm">{t.queries.build(fieldsOf(indexKey))}</Text>
      )}
    </>
  );
}
