import { useState } from 'react';
import { Anchor, Button, Group, Stack, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { call } from '../api/client.ts';
import { Empty } from '../parts/empty.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { Page as Screen } from '../parts/page.tsx';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { CompareSettings } from './compare-settings.tsx';
import { EditSetting } from './edit-setting.tsx';
import { SettingCard, type Setting } from './setting-card.tsx';
import { settingsKey } from './settings-key.ts';
import { SubjectActions } from './subject-actions.tsx';
import { bySubject, type Subject } from './subjects.ts';

const route = getRouteApi('/inside/apps/$app/settings');

const matches = ({ name, description }: Setting, text: string): boolean =>
  `${name} ${description}`.toLowerCase().includes(text.toLowerCase());
const idOf = ({ id }: Subject): string => `subject-${id}`;

/** Every setting of an app by subject: meaning, value, default, and the author of the last change. */
export function Page() {
  const { app } = route.useParams();
  const { find, compare } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useQuery({
    queryKey: settingsKey(app),
    queryFn: async ({ signal }) => (await call('settings/describe', { app }, signal)).settings,
  });
  const subjects = bySubject(data?.filter((setting) => matches(setting, find)) ?? []);
  const compareWith = (other: string | undefined) => void navigate({ search: (search) => ({ ...search, compare: other }), replace: true });
  return (
    <Screen
      title={t.settings.title}
      actions={
        <Button variant="default" onClick={() => compareWith('')}>
          {t.settings.compare.button}
        </Button>
      }
    >
      <TextInput
        label={t.settings.find}
        value={find}
        onChange={(event) => void navigate({ search: { find: event.currentTarget.value }, replace: true })}
      />
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && subjects.length === 0 && <Empty title={t.settings.nothing} next={t.settings.noneNext} />}
      {subjects.length > 1 && <Contents subjects={subjects} />}
      {subjects.map((subject) => (
        <SubjectSection key={subject.id} app={app} subject={subject} />
      ))}
      {compare !== undefined && <CompareSettings app={app} other={compare} onChoose={compareWith} onClose={() => compareWith(undefined)} />}
    </Screen>
  );
}

function Contents({ subjects }: { subjects: readonly Subject[] }) {
  return (
    <Group component="nav" aria-label={t.settings.contents} gap="md">
      {subjects.map((subject) => (
        <Anchor key={subject.id} href={`#${idOf(subject)}`} underline="always" size="sm">
          {t.settings.subjects[subject.id]}
        </Anchor>
      ))}
    </Group>
  );
}

function SubjectSection({ app, subject }: { app: string; subject: Subject }) {
  const mayWrite = useMay()('settings:write');
  const [editing, setEditing] = useState<Setting>();
  return (
    <Stack gap="xs" component="section" aria-labelledby={idOf(subject)}>
      <Title order={2} size="h4" id={idOf(subject)} mt="sm">
        {t.settings.subjects[subject.id]}
      </Title>
      <SubjectActions app={app} id={subject.id} />
      {subject.settings.map((setting) => (
        <SettingCard key={setting.name} setting={setting} onEdit={mayWrite ? () => setEditing(setting) : undefined} />
      ))}
      {editing !== undefined && <EditSetting app={app} setting={editing} onClose={() => setEditing(undefined)} />}
    </Stack>
  );
}
