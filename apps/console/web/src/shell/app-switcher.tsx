import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { t } from '../texts/index.ts';
import { appsQuery } from './apps.ts';

/** The app of the screen, and the way to another one. */
export function AppSwitcher({ app }: { app: string | undefined }) {
  const { data: apps = [] } = useQuery(appsQuery);
  const navigate = useNavigate();
  if (app === undefined) return null;
  const name = apps.find(({ id }) => id === app)?.name ?? app;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" size="compact-md" aria-label={`${t.shell.switchApp}: ${name}`} maw={180}>
          {name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={400} style={{ overflow: 'auto' }}>
        {apps.map(({ id, name: called }) => (
          <Menu.Item key={id} onClick={() => void navigate({ to: '/apps/$app/data', params: { app: id } })}>
            {called}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void navigate({ to: '/' })}>{t.shell.apps}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
