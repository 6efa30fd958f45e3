import { useState } from 'react';
import { Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { call } from '../api/client.ts';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { Page as Screen } from '../parts/page.tsx';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { EditSetting } from './edit-setting.tsx';
import { SettingCard, type Setting } from './setting-card.tsx';
import { settingsKey } from './settings-key.ts';

const route = getRouteApi('/inside/apps/$app/settings');

const matches = ({ name, description }: Setting, text: string): boolean =>
  `${name} ${description}`.toLowerCase().includes(text.toLowerCase());

/** Every setting of an app: meaning, value, default, and the author of the last change. */
export function Page() {
  const { app } = route.useParams();
  const { find } = route.useSearch();
  const navigate = route.useNavigate();
  const mayWrite = useMay()('settings:write');
  const [editing, setEditing] = useState<Setting>();
  const { data, error, refetch } = useQuery({
    queryKey: settingsKey(app),
    queryFn: async ({ signal }) => (await call('settings/describe', { app }, signal)).settings,
  });
  const shown = data?.filter((setting) => matches(setting, find));
  return (
    <Screen title={t.settings.title}>
      <TextInput
        label={t.settings.find}
        value={find}
        onChange={(event) => void navigate({ search: { find: event.currentTarget.value }, replace: true })}
      />
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {shown?.length === 0 && <Empty title={t.settings.none} next={t.settings.noneNext} />}
      <Stack gap="xs">
        {shown?.map((setting) => (
          <SettingCard key={setting.name} setting={setting} onEdit={mayWrite ? () => setEditing(setting) : undefined} />
        ))}
      </Stack>
      {editing !== undefined && <EditSetting app={app} setting={editing} onClose={() => setEditing(undefined)} />}
    </Screen>
  );
}
