import { useState } from 'react';
import { Alert, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Empty } from '../parts/empty.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Page as Screen } from '../parts/page.tsx';
import { useMay, useSession } from '../session/session.ts';
import { t } from '../texts/index.ts';
import { ExportDialog } from './export-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { Report } from './report.tsx';
import type { TransfersSearch } from './search.ts';
import { TransferTable } from './transfer-table.tsx';
import { transfersQuery } from './transfers.ts';

const route = getRouteApi('/inside/apps/$app/transfers');

/** Exports and imports of an app: started, watched, fetched, ended. */
export function Page() {
  const { app } = route.useParams();
  const { report }: TransfersSearch = route.useSearch();
  const navigate = route.useNavigate();
  const mayWrite = useMay()('transfers:write');
  const canCarry = useSession().carries === true;
  const [dialog, setDialog] = useState<'export' | 'import'>();
  const query = useQuery(transfersQuery(app));
  return (
    <Screen
      title={t.transfers.title}
      text={t.transfers.text}
      actions={
        mayWrite && (
          <>
            <Button onClick={() => setDialog('export')}>{t.transfers.exportData}</Button>
            <Button variant="default" disabled={!canCarry} onClick={() => setDialog('import')}>
              {t.transfers.importData}
            </Button>
          </>
        )
      }
    >
      {!canCarry && <Alert color="yellow">{t.transfers.noGateway}</Alert>}
      <Loaded query={query}>
        {(transfers) =>
          transfers.length === 0 ? (
            <Empty title={t.transfers.none} next={t.transfers.noneNext} />
          ) : (
            <TransferTable
              app={app}
              transfers={transfers}
              mayWrite={mayWrite}
              canCarry={canCarry}
              onReport={(id) => void navigate({ search: { report: id } })}
            />
          )
        }
      </Loaded>
      {dialog === 'export' && <ExportDialog app={app} onClose={() => setDialog(undefined)} />}
      {dialog === 'import' && <ImportDialog app={app} onClose={() => setDialog(undefined)} />}
      {report !== undefined && <Report app={app} id={report} onClose={() => void navigate({ search: {} })} />}
    </Screen>
  );
}
