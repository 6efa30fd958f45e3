import { useState } from 'react';
import { Button, Menu, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { messageOf } from '../../parts/failure.tsx';
import { Icon } from '../../parts/icons.tsx';
import { tell } from '../../parts/notices.tsx';
import { t } from '../../texts/index.ts';
import type { View } from '../use-view.ts';
import { SaveView } from './save-view.tsx';
import { searchOf, viewsQuery } from './saved-views.ts';

interface Props {
  readonly app: string;
  readonly className: string;
  readonly mayWrite: boolean;
  readonly view: View;
}
type Dialog = { readonly kind: 'save' } | { readonly kind: 'remove'; readonly name: string };

/** The saved views of a class: shown, saved, removed. */
export function ViewsMenu({ app, className, mayWrite, view }: Props) {
  const { data, error } = useQuery(viewsQuery(app));
  const [dialog, setDialog] = useState<Dialog>();
  const client = useQueryClient();
  const views = data?.filter((one) => one.className === className) ?? [];
  const texts = t.dataMore.views;
  const remove = async (name: string) => {
    await call('data/remove-view', { app, className, name });
    await client.invalidateQueries(viewsQuery(app));
    tell({ text: texts.removed(name) });
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="compact-sm" variant="default" leftSection={<Icon name="table" />}>
            {texts.title}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {error !== null && <Menu.Label>{messageOf(error)}</Menu.Label>}
          {data !== undefined && views.length === 0 && <Menu.Label>{texts.none}</Menu.Label>}
          {views.map((one) => (
            <Menu.Item key={one.name} onClick={() => view.show(searchOf(one))}>
              {one.name}
              <Text span size="xs" c="dimmed" ml="xs">
                {one.by}
              </Text>
            </Menu.Item>
          ))}
          <Menu.Divider />
          {view.search.hidden.length > 0 && (
            <Menu.Item onClick={() => view.show({ hidden: [] })}>{texts.showAll(view.search.hidden.length)}</Menu.Item>
          )}
          {mayWrite && (
            <Menu.Item leftSection={<Icon name="plus" />} onClick={() => setDialog({ kind: 'save' })}>
              {texts.save}
            </Menu.Item>
          )}
          {mayWrite &&
            views.map(({ name }) => (
              <Menu.Item key={name} color="red" leftSection={<Icon name="trash" />} onClick={() => setDialog({ kind: 'remove', name })}>
                {texts.remove(name)}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
      {dialog?.kind === 'save' && (
        <SaveView
          app={app}
          className={className}
          search={view.search}
          taken={views.map(({ name }) => name)}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog?.kind === 'remove' && (
        <Confirm
          title={texts.remove(dialog.name)}
          text={texts.removeText}
          action={texts.removeAction}
          onConfirm={() => remove(dialog.name)}
          onClose={() => setDialog(undefined)}
        />
      )}
    </>
  );
}
