import { ActionIcon, Badge, Button, Group, Menu, Title } from '@mantine/core';
import { Icon } from '../parts/icons.tsx';
import { LinkTo } from '../parts/links.tsx';
import { useMay, useSession } from '../session/session.ts';
import { t } from '../texts/index.ts';
import type { OpenDialog } from './class-dialogs.tsx';
import type { View } from './use-view.ts';
import { ViewsMenu } from './views/views-menu.tsx';
import styles from './data.module.css';

interface Props {
  readonly app: string;
  readonly className: string;
  readonly count: number | undefined;
  readonly mayWrite: boolean;
  readonly view: View;
  readonly onOpen: (dialog: OpenDialog) => void;
  readonly onUndo: () => void;
}

/** Name and count of the class, and the things to do with it. */
export function ClassToolbar({ app, className, count, mayWrite, view, onOpen, onUndo }: Props) {
  const may = useMay();
  const { carries = false } = useSession();
  return (
    <Group justify="space-between" gap="xs">
      <Group gap="xs">
        <LinkTo to="/apps/$app/data" params={{ app }} className={styles.back}>
          {t.data.classes}
        </LinkTo>
        <Title order={1} size="h4">
          {className}
        </Title>
        {count !== undefined && (
          <Badge variant="default" tt="none">
            {t.data.objects(count)}
          </Badge>
        )}
      </Group>
      <Group gap="xs">
        {mayWrite && (
          <>
            <Button size="compact-sm" leftSection={<Icon name="plus" />} onClick={() => onOpen({ kind: 'add-row' })}>
              {t.data.row.add}
            </Button>
            <Button size="compact-sm" variant="default" leftSection={<Icon name="undo" />} onClick={onUndo}>
              {t.undo}
            </Button>
          </>
        )}
        <ViewsMenu app={app} className={className} mayWrite={mayWrite} view={view} />
        {may('transfers:write') && (
          <>
            <Button size="compact-sm" variant="default" leftSection={<Icon name="transfer" />} onClick={() => onOpen({ kind: 'export' })}>
              {t.transfers.exportData}
            </Button>
            <Button size="compact-sm" variant="default" disabled={!carries} onClick={() => onOpen({ kind: 'import' })}>
              {t.transfers.importData}
            </Button>
          </>
        )}
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" aria-label={t.data.actions}>
              <Icon name="more" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<Icon name="lock" />}
              disabled={!may('permissions:read')}
              onClick={() => onOpen({ kind: 'permissions' })}
            >
              {t.data.class.permissions}
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name="person" />}
              disabled={className.startsWith('_')}
              onClick={() => onOpen({ kind: 'browse-as' })}
            >
              {t.dataMore.browseAs.open}
            </Menu.Item>
            <Menu.Item leftSection={<Icon name="list" />} disabled={!may('indexes:read')} onClick={() => onOpen({ kind: 'indexes' })}>
              {t.dataMore.indexes.title}
            </Menu.Item>
            <Menu.Item leftSection={<Icon name="copy" />} disabled={!may('keys:read')} onClick={() => onOpen({ kind: 'code' })}>
              {t.dataMore.code.open}
            </Menu.Item>
            {mayWrite && (
              <>
                <Menu.Item leftSection={<Icon name="plus" />} onClick={() => onOpen({ kind: 'add-column' })}>
                  {t.data.column.add}
                </Menu.Item>
                <Menu.Item color="red" leftSection={<Icon name="trash" />} onClick={() => onOpen({ kind: 'drop-class' })}>
                  {t.data.class.drop}
                </Menu.Item>
              </>
            )}
          </Menu.Dropdown>
        </Menu>
      </Group>
    </Group>
  );
}
