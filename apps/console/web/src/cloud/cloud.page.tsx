import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { Page as Screen } from '../parts/page.tsx';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { CodeParts } from './code-parts.tsx';
import { Jobs } from './jobs.tsx';
import { Logs } from './logs.tsx';
import { Releases } from './releases.tsx';
import { TABS, type CloudSearch } from './search.ts';
import { Webhooks } from './webhooks.tsx';

const route = getRouteApi('/inside/apps/$app/cloud');

/** The code of an app: releases, figures, log, jobs, webhooks. */
export function Page() {
  const { app } = route.useParams();
  const search: CloudSearch = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay();
  const change = (part: Partial<CloudSearch>) =>
    void navigate({ search: (before: CloudSearch) => ({ ...before, ...part }), replace: true });
  const tabs = TABS.filter((tab) => tab !== 'jobs' || may('jobs:read'));
  return (
    <Screen title={t.cloud.title} text={t.cloud.text}>
      <Tabs
        value={search.tab}
        keepMounted={false}
        onChange={(tab) => void navigate({ search: { tab: tabs.find((one) => one === tab) ?? 'releases' } })}
      >
        <Tabs.List mb="md" aria-label={t.cloud.parts}>
          {tabs.map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {t.cloud.tabs[tab]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="releases">
          <Releases app={app} />
        </Tabs.Panel>
        <Tabs.Panel value="functions">
          <CodeParts app={app} />
        </Tabs.Panel>
        <Tabs.Panel value="logs">
          <Logs app={app} search={search} onChange={change} />
        </Tabs.Panel>
        <Tabs.Panel value="jobs">
          <Jobs app={app} status={search.status} onStatus={(status) => change({ status })} />
        </Tabs.Panel>
        <Tabs.Panel value="webhooks">
          <Webhooks app={app} />
        </Tabs.Panel>
      </Tabs>
    </Screen>
  );
}
