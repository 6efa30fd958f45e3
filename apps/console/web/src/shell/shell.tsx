import { lazy, Suspense, useState } from 'react';
import { ActionIcon, AppShell, Burger, Group, Tooltip } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { Outlet, useParams } from '@tanstack/react-router';
import { Icon } from '../parts/icons.tsx';
import { LinkTo } from '../parts/links.tsx';
import { Loading } from '../parts/loading.tsx';
import { t } from '../texts/index.ts';
import { AccountMenu } from './account-menu.tsx';
import { AppSwitcher } from './app-switcher.tsx';
import { Navigation } from './navigation.tsx';

const Palette = lazy(() => import('./palette.tsx'));

/** The frame of every screen behind the sign-in. */
export function Shell() {
  const [open, menu] = useDisclosure();
  const [palette, setPalette] = useState(false);
  const { app } = useParams({ strict: false });
  useHotkeys([['mod+K', () => setPalette(true)]], []);
  return (
    <AppShell header={{ height: 52 }} navbar={{ width: 200, breakpoint: 'sm', collapsed: { mobile: !open } }} padding="md">
      <a className="skip-link" href="#content">
        {t.skipToContent}
      </a>
      <AppShell.Header>
        <Group h="100%" px="sm" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={open} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label={t.menu} aria-expanded={open} />
            <LinkTo to="/" fw={700} c="inherit">
              {t.product}
            </LinkTo>
            <AppSwitcher app={app} />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <Tooltip label={t.shell.paletteButton}>
              <ActionIcon variant="default" size="lg" aria-label={t.shell.paletteButton} onClick={() => setPalette(true)}>
                <Icon name="search" />
              </ActionIcon>
            </Tooltip>
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t.shell.sections}>
        <Navigation app={app} onNavigate={menu.close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </AppShell.Main>
      {palette && (
        <Suspense>
          <Palette app={app} onClose={() => setPalette(false)} />
        </Suspense>
      )}
    </AppShell>
  );
}
