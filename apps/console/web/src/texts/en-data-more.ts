/** Things beside the grid of the data browser: history, code, files, maps, views, indexes. */
export const dataMore = {
  code: {
    open: 'Copy as code',
    ofQuery: (className: string) => `The query of ${className} as code`,
    ofObject: 'This object as code',
    text: 'Clients see the objects that permissions and ACLs let them see: the console sees all of them.',
    left: 'SDKs without words for this query are left out.',
  },
  files: {
    upload: 'Upload a file',
    uploaded: (name: string) => `${name} is uploaded. Save the value to keep it in the object.`,
    preview: (name: string) => `Preview of ${name}`,
    chosen: 'File to upload',
  },
  history: {
    title: 'History',
    text: 'Changes that administrators made here, by the command line or by another door of administration. Changes of clients are not recorded.',
    none: 'No recorded change',
    noneNext: 'The next change of an administrator appears here, with the values before and after.',
    actions: {
      'data.create': 'made the object',
      'data.update': 'changed',
      'data.delete': 'deleted the object',
    } as Readonly<Record<string, string>>,
    by: (author: string, action: string) => `${author} ${action}`,
    field: 'Field',
    before: 'Before',
    after: 'After',
    restore: 'Restore the values before',
    restoreOf: (at: string) => `Restore the values before ${at}`,
    partly: 'The audit holds no more than a part of some values: those cannot be restored.',
    failed: (outcome: string) => `The change has the outcome ${outcome}.`,
  },
};
