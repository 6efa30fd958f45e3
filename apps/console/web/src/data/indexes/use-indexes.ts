import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { tell } from '../../parts/notices.tsx';
import { useAction } from '../../parts/use-action.ts';
import { t } from '../../texts/index.ts';
import { nameOf, percentOf, type IndexKey } from './index-key.ts';

/** While an index is being made, so often is asked how far it is. */
const PROGRESS_MS = 1_000;
const ADVICE_MAX = 10;

/** The indexes of a class, the advice on others, and the way to make and to drop one. */
export function useIndexes(app: string, className: string) {
  const client = useQueryClient();
  const queryKey = ['indexes', app, className];
  const list = useQuery({
    queryKey,
    queryFn: async ({ signal }) => (await call('indexes/list', { app, className }, signal)).indexes,
    refetchInterval: ({ state: { data = [] } }) => (data.some((index) => percentOf(index) !== undefined) ? PROGRESS_MS : false),
  });
  const advice = useQuery({
    queryKey: ['index-advice', app, className],
    queryFn: async ({ signal }) => (await call('indexes/advice', { app, className, limit: ADVICE_MAX }, signal)).advice,
  });
  const again = () => client.invalidateQueries({ queryKey });
  const build = useAction(
    (key: IndexKey) => {
      const directed = key as Parameters<typeof call<'indexes/build'>>[1]['key'];
      return call('indexes/build', { app, className, name: nameOf(key), key: directed, unique: false, sparse: false });
    },
    {
      onSuccess: async (_, key) => {
        tell({ text: t.dataMore.indexes.begun(nameOf(key)) });
        await again();
      },
    },
  );
  const drop = async (name: string): Promise<void> => {
    await call('indexes/drop', { app, className, name });
    await again();
    tell({ text: t.dataMore.indexes.dropped(name) });
  };
  return { list, advice, build, drop };
}
