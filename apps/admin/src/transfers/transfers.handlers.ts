import { transfers } from '@parlance/admin-operations';
import { workers, type Operation } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { handles, type AdminCall, type AnyAdminHandler } from '../dispatch/admin-handler.ts';

type Report = workers.ExportReport | workers.ImportReport;

/** Exports and imports are jobs of `workers`; administrators see both as transfers. */
export const TRANSFERS_HANDLERS: readonly AnyAdminHandler[] = [
  handles(transfers.exportApp, async ({ app: _app, ...asked }, { ask }) => transferOf('export', await ask(workers.startExport, asked))),
  handles(transfers.importFile, async ({ app: _app, ...asked }, { ask }) => {
    const { report, upload } = await ask(workers.inviteImport, asked);
    return { transfer: transferOf('import', report), upload };
  }),
  handles(transfers.downloadTransfer, ({ id }, { ask }) => ask(workers.inviteDownload, { id })),
  handles(transfers.listTransfers, async ({ kind }, { ask }) => {
    const exports = kind === 'import' ? [] : (await ask(workers.listExports, {})).results;
    const imports = kind === 'export' ? [] : (await ask(workers.listImports, {})).results;
    const all = [...exports.map((report) => transferOf('export', report)), ...imports.map((report) => transferOf('import', report))];
    return { transfers: all.sort(({ createdAt: one }, { createdAt: other }) => (one < other ? 1 : -1)) };
  }),
  handles(transfers.getTransfer, ({ id }, call) => ofEither(workers.readExport, workers.readImport, id, call)),
  handles(transfers.cancelTransfer, ({ id }, call) => ofEither(workers.cancelExport, workers.cancelImport, id, call)),
  handles(transfers.getTransferReport, async ({ id, after, limit }, { ask }) => {
    const { results, failed, next } = await ask(workers.readImportReport, { id, ...(after === undefined ? {} : { after }), limit });
    return { rows: results, failed, ...(next === undefined ? {} : { next }) };
  }),
];

/** An id does not tell its kind: the export of that id, else the import. @throws ObjectNotFound (101) where there is neither */
async function ofEither(
  ofExport: Operation<{ id: string }, workers.ExportReport>,
  ofImport: Operation<{ id: string }, workers.ImportReport>,
  id: string,
  { ask }: AdminCall,
): Promise<transfers.Transfer> {
  try {
    return transferOf('export', await ask(ofExport, { id }));
  } catch (error) {
    if (!(error instanceof ParseError && error.kind === 'ObjectNotFound')) throw error;
    return transferOf('import', await ask(ofImport, { id }));
  }
}

/** The report without the members that the table does not have: a filter and an address are for the starter of the job. */
function transferOf(kind: 'export' | 'import', report: Report): transfers.Transfer {
  if (!('email' in report || 'where' in report || 'passwords' in report)) return { kind, ...report };
  const { where: _where, email: _email, passwords: _passwords, ...shown } = report;
  return { kind, ...shown };
}
