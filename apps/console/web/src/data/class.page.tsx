import { Alert } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { useTitle } from '../parts/page.tsx';
import { t } from '../texts/index.ts';
import { useClass } from './classes.ts';
import { ClassView } from './class-view.tsx';

const route = getRouteApi('/inside/apps/$app/data/$className');
/** Above this number of columns reads get slow. */
const COLUMNS_ADVISED_MAX = 64;

/** The objects of one class. */
export function Page() {
  const { app, className } = route.useParams();
  const { facts, pending, error, retry } = useClass(app, className);
  useTitle(className);
  if (error !== null) return <Failure error={error} onRetry={retry} />;
  if (pending) return <Loading />;
  if (facts === undefined) return <Empty title={t.data.gone(className)} next={t.data.goneNext} />;
  const columns = Object.keys(facts.fields).length;
  return (
    <>
      {columns > COLUMNS_ADVISED_MAX && <Alert color="yellow">{t.data.manyFields(columns)}</Alert>}
      <ClassView key={`${app} ${className}`} app={app} facts={facts} />
    </>
  );
}
