import { Button } from '@mantine/core';
import { Icon } from '../parts/icons.tsx';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';

/** Leads to the composer, for administrators who may send. */
export function NewPushLink({ app }: { app: string }) {
  if (!useMay()('push:write')) return null;
  return (
    <Button component="a" href={`/apps/${encodeURIComponent(app)}/push/new`} leftSection={<Icon name="plus" />}>
      {t.push.newPush}
    </Button>
  );
}
