import { Tabs } from '@mantine/core';
import { Page as Screen } from '../parts/page.tsx';
import { useMay } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { People } from './people.tsx';
import { Tokens } from './tokens.tsx';

/** The people and the programs that administer the deployment. */
export function Page() {
  const may = useMay();
  return (
    <Screen title={t.administrators.title}>
      <Tabs defaultValue="people" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="people">{t.administrators.people}</Tabs.Tab>
          {may('tokens:read') && <Tabs.Tab value="tokens">{t.administrators.tokens}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="people" pt="md">
          <People />
        </Tabs.Panel>
        <Tabs.Panel value="tokens" pt="md">
          <Tokens />
        </Tabs.Panel>
      </Tabs>
    </Screen>
  );
}
