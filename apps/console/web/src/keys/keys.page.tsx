import { useState } from 'react';
import { Alert, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { Page as Screen } from '../parts/page.tsx';
import { useMay } from '../session/session.ts';
import { TableOf } from '../parts/table-of.tsx';
import { t } from '../texts/index.ts';
import { KeyRow, type Key } from './key-row.tsx';
import { keysKey } from './keys-key.ts';
import { NewKey } from './new-key.tsx';
import { RotateKey } from './rotate-key.tsx';

const route = getRouteApi('/inside/apps/$app/keys');
type Made = ReplyOf<'keys/rotate'>;

/** The keys of an app: made, changed over, ended. */
export function Page() {
  const { app } = route.useParams();
  const mayWrite = useMay()('keys:write');
  const [isRotating, setRotating] = useState(false);
  const [made, setMade] = useState<Made>();
  const { data, error, refetch } = useQuery({ queryKey: keysKey(app), queryFn: ({ signal }) => call('keys/list', { app }, signal) });
  const declaredIn = data?.declaredIn ?? null;
  const mayChange = mayWrite && data !== undefined && declaredIn === null;
  return (
    <Screen
      title={t.keys.title}
      text={t.keys.text}
      actions={mayChange && <Button onClick={() => setRotating(true)}>{t.keys.rotate}</Button>}
    >
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {declaredIn !== null && <Alert color="blue">{t.keys.declared(declaredIn)}</Alert>}
      {data?.keys.length === 0 && <Empty title={t.keys.none} next={t.keys.noneNext} />}
      {data !== undefined && data.keys.length > 0 && <Listed app={app} keys={data.keys} mayChange={mayChange} />}
      {isRotating && data !== undefined && <RotateKey app={app} keys={data.keys} onMade={setMade} onClose={() => setRotating(false)} />}
      {made !== undefined && <NewKey made={made} onClose={() => setMade(undefined)} />}
    </Screen>
  );
}

function Listed({ app, keys, mayChange }: { app: string; keys: readonly Key[]; mayChange: boolean }) {
  return (
    <TableOf head={[t.keys.kind, t.keys.key, t.keys.id, t.keys.made, t.keys.state, '']} minWidth={720}>
      {keys.map((key) => (
        <KeyRow key={`${key.kind} ${key.id}`} app={app} entry={key} mayRevoke={mayChange && mayEnd(key, keys)} />
      ))}
    </TableOf>
  );
}

/** The only master key is changed over instead: without one, nobody could administer the app. */
const mayEnd = ({ kind, until }: Key, keys: readonly Key[]): boolean =>
  kind !== 'master' || until !== null || keys.filter((key) => key.kind === 'master' && key.until === null).length > 1;
