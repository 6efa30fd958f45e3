import { useState } from 'react';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Empty } from '../parts/empty.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { useMay, useSession } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { ReleaseDetails } from './release-details.tsx';
import { ReleaseDialogs } from './release-dialogs.tsx';
import { ReleaseTable } from './release-table.tsx';
import type { Release, ReleaseChange } from './release.ts';

const releasesKey = (app: string) => ['cloud', app, 'releases'] as const;

/** The releases of an app's code, and the things to do with them. */
export function Releases({ app }: { app: string }) {
  const [change, setChange] = useState<ReleaseChange>();
  const [shown, setShown] = useState<string>();
  const mayWrite = useMay()('cloud:write');
  const query = useQuery({
    queryKey: releasesKey(app),
    queryFn: async ({ signal }) => (await call('cloud/releases', { app }, signal)).releases,
  });
  return (
    <>
      <Loaded query={query}>
        {(releases) =>
          releases.length === 0 ? (
            <Empty title={t.releases.none} next={t.releases.noneNext}>
              <Command app={app} />
            </Empty>
          ) : (
            <Stack gap="md">
              {!releases.some(({ inForce }) => inForce) && <Alert color="yellow">{t.releases.nothingInForce}</Alert>}
              {mayWrite && <Tools releases={releases} onChange={setChange} />}
              <ReleaseTable releases={releases} mayWrite={mayWrite} onShow={setShown} onChange={setChange} />
              <Text size="sm">{t.releases.publish}</Text>
              <Command app={app} />
            </Stack>
          )
        }
      </Loaded>
      {change !== undefined && <ReleaseDialogs app={app} change={change} onClose={() => setChange(undefined)} />}
      {shown !== undefined && <ReleaseDetails app={app} release={shown} onClose={() => setShown(undefined)} />}
    </>
  );
}

function Tools({ releases, onChange }: { releases: readonly Release[]; onChange: (change: ReleaseChange) => void }) {
  const hasCode = releases.some(({ inForce }) => inForce);
  return (
    <Group gap="xs">
      <Button variant="default" disabled={!hasCode || releases.length < 2} onClick={() => onChange({ kind: 'roll-back' })}>
        {t.releases.rollBack}
      </Button>
      <Button variant="default" disabled={!hasCode} onClick={() => onChange({ kind: 'withdraw' })}>
        {t.releases.withdraw}
      </Button>
    </Group>
  );
}

function Command({ app }: { app: string }) {
  const { parse } = useSession();
  const command = t.releases.command(app, parse ?? t.releases.noUrl);
  return (
    <Group gap="xs">
      <code>{command}</code>
      <CopyButton value={command} />
    </Group>
  );
}
