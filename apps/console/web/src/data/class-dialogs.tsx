import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../api/client.ts';
import type { ClassFacts } from '../api/data-operations.ts';
import { Confirm } from '../parts/confirm.tsx';
import { tell } from '../parts/notices.tsx';
import { t } from '../texts/index.ts';
import { CodeDialog } from './code/code-dialog.tsx';
import type { ShownQuery } from './code/query-code.ts';
import { AddColumn } from './add-column.tsx';
import { AddRow } from './add-row.tsx';
import { BrowseAs } from './browse-as.tsx';
import { classesQuery } from './classes.ts';
import type { View } from './use-view.ts';
import { IndexesDialog } from './indexes/indexes-dialog.tsx';
import { PermissionsDialog } from './permissions/permissions-dialog.tsx';

export type OpenDialog =
  | { readonly kind: 'add-row' | 'add-column' | 'browse-as' | 'code' | 'indexes' | 'drop-class' | 'permissions' }
  | { readonly kind: 'drop-column'; readonly field: string };

interface Props {
  readonly app: string;
  readonly facts: ClassFacts;
  readonly query: ShownQuery;
  readonly view: View;
  readonly dialog: OpenDialog | undefined;
  readonly onClose: () => void;
}

/** The dialog of a class that is open, if one is. */
export function ClassDialogs({ app, facts, query, view, dialog, onClose }: Props) {
  const { className } = facts;
  const client = useQueryClient();
  const navigate = useNavigate();
  const dropColumn = async (field: string) => {
    await call('data/drop-field', { app, className, field, confirm: field });
    await client.invalidateQueries(classesQuery(app));
    tell({ text: t.data.column.dropped(field) });
  };
  const dropClass = async () => {
    await call('data/drop-class', { app, className, confirm: className });
    await navigate({ to: '/apps/$app/data', params: { app } });
    await client.invalidateQueries(classesQuery(app));
    tell({ text: t.data.class.dropped(className) });
  };
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'add-row':
      return <AddRow app={app} facts={facts} onClose={onClose} />;
    case 'add-column':
      return <AddColumn app={app} className={className} onClose={onClose} />;
    case 'browse-as':
      return <BrowseAs onChoose={(as) => view.show({ as })} onClose={onClose} />;
    case 'code':
      return <CodeDialog app={app} query={query} onClose={onClose} />;
    case 'indexes':
      return <IndexesDialog app={app} facts={facts} onClose={onClose} />;
    case 'permissions':
      return <PermissionsDialog app={app} facts={facts} onClose={onClose} />;
    case 'drop-column':
      return (
        <Confirm
          title={t.data.column.dropTitle(dialog.field)}
          text={t.data.column.dropText}
          action={t.data.column.drop}
          word={dialog.field}
          onConfirm={() => dropColumn(dialog.field)}
          onClose={onClose}
        />
      );
    case 'drop-class':
      return (
        <Confirm
          title={t.data.class.dropTitle(className)}
          text={t.data.class.dropText}
          action={t.data.class.drop}
          word={className}
          onConfirm={dropClass}
          onClose={onClose}
        />
      );
  }
}
