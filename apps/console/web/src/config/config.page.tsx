import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { Page as Screen } from '../parts/page.tsx';
import { t } from '../texts/index.ts';
import { Experiments } from './experiments.tsx';
import { History } from './history.tsx';
import { ParametersPanel } from './parameters-panel.tsx';
import { Preview } from './preview.tsx';
import { TABS, type Tab } from './search.ts';

const route = getRouteApi('/inside/apps/$app/config');

/** The parameters of an app, their conditions, their history, and experiments with them. */
export function Page() {
  const { app } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const show = (change: Partial<typeof search>) => void navigate({ search: { ...search, ...change }, replace: true });
  return (
    <Screen title={t.config.title} text={t.config.text}>
      <Tabs value={search.tab} onChange={(tab) => show({ tab: tab as Tab })} keepMounted={false}>
        <Tabs.List mb="md">
          {TABS.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {t.config.tabs[tab]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="parameters">
          <ParametersPanel key={app} app={app} find={search.find} onFind={(find) => show({ find })} />
        </Tabs.Panel>
        <Tabs.Panel value="preview">
          <Preview
            key={app}
            app={app}
            asked={{ installation: search.installation, user: search.user }}
            onAsk={({ installation, user }) => show({ installation, user })}
          />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <History key={app} app={app} />
        </Tabs.Panel>
        <Tabs.Panel value="experiments">
          <Experiments key={app} app={app} />
        </Tabs.Panel>
      </Tabs>
    </Screen>
  );
}
