import { ActionIcon, Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Icon } from '../parts/icons.tsx';
import { useAction } from '../parts/use-action.ts';
import { signOut, useSession } from '../session/session.ts';
import { t } from '../texts/index.ts';

const SCHEMES: readonly MantineColorScheme[] = ['light', 'dark', 'auto'];

/** The administrator who is signed in: colours, and the way out. */
export function AccountMenu() {
  const { administrator } = useSession();
  const client = useQueryClient();
  const router = useRouter();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = useAction(() => signOut(client), { onSuccess: () => router.invalidate() });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={t.shell.account}>
          <Icon name="person" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t.session.signedInAs(administrator.name)}</Menu.Label>
        <Menu.Item leftSection={<Icon name="gear" />} onClick={() => void router.navigate({ to: '/account' })}>
          {t.account.menu}
        </Menu.Item>
        {SCHEMES.map((scheme) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon name={scheme === colorScheme ? 'check' : 'sun'} />}
            aria-current={scheme === colorScheme}
            onClick={() => setColorScheme(scheme)}
          >
            {t.shell.theme[scheme]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => leave.mutate(undefined)}>{t.session.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
