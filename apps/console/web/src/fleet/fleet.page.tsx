import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { Empty } from '../parts/empty.tsx';
import { Page as Screen } from '../parts/page.tsx';
import { useEverywhere, useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { Formats } from './formats.tsx';
import { Health } from './health.tsx';
import { Lag } from './lag.tsx';
import { Leaders } from './leaders.tsx';
import { Queues } from './queues.tsx';
import { TABS, type FleetSearch } from './search.ts';
import { Services } from './services.tsx';

const route = getRouteApi('/inside/fleet');

/** The processes of the deployment, for administrators who are not limited to some apps. */
export function Page() {
  const { tab }: FleetSearch = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay();
  const everywhere = useEverywhere();
  const tabs = TABS.filter((one) => may(one === 'queues' ? 'jobs:read' : 'fleet:read'));
  if (!everywhere) {
    return (
      <Screen title={t.fleet.title}>
        <Empty title={t.fleet.limited} next={t.fleet.limitedNext} />
      </Screen>
    );
  }
  return (
    <Screen title={t.fleet.title} text={t.fleet.text}>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => void navigate({ search: { tab: tabs.find((one) => one === next) ?? 'services' } })}
      >
        <Tabs.List mb="md" aria-label={t.fleet.parts}>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t.fleet.tabs[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="services">
          <Services />
        </Tabs.Panel>
        <Tabs.Panel value="health">
          <Health />
        </Tabs.Panel>
        <Tabs.Panel value="queues">
          <Queues />
        </Tabs.Panel>
        <Tabs.Panel value="lag">
          <Lag />
        </Tabs.Panel>
        <Tabs.Panel value="leaders">
          <Leaders />
        </Tabs.Panel>
        <Tabs.Panel value="formats">
          <Formats />
        </Tabs.Panel>
      </Tabs>
    </Screen>
  );
}
