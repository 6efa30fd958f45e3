import { useState } from 'react';
import { getRouteApi } from '@tanstack/react-router';
import { Empty } from '../parts/empty.tsx';
import { Page as Screen } from '../parts/page.tsx';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { Composer } from './composer.tsx';
import { Done } from './done.tsx';

const route = getRouteApi('/inside/apps/$app/push/new');

/** Writes a push step by step, and sends it. */
export function Page() {
  const { app } = route.useParams();
  const may = useMay();
  const [sent, setSent] = useState<{ id: string; isScheduled: boolean }>();
  return (
    <Screen title={t.compose.title} text={t.compose.text}>
      {!may('push:write') && <Empty title={t.compose.readOnly} next={t.compose.readOnlyNext} />}
      {may('push:write') && sent !== undefined && <Done app={app} {...sent} onAnother={() => setSent(undefined)} />}
      {may('push:write') && sent === undefined && <Composer key={app} app={app} onSent={setSent} />}
    </Screen>
  );
}
