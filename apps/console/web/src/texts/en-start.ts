import { counted } from './numbers.ts';

/** The first run of an app. */
export const start = {
  title: (app: string) => `Start with ${app}`,
  keys: 'Keys for clients',
  keysText: 'These keys ship in clients and are not secret. Secret keys are shown once, when they are made.',
  kind: {
    client: 'Client key',
    javascript: 'JavaScript key',
    rest: 'REST key',
    dotNet: '.NET key',
    applicationId: 'Application id',
  } as Readonly<Record<string, string>>,
  endpoint: 'Server address',
  noEndpoint: 'Nobody has told the console the address of the gateway: set PARLANCE_CONSOLE_PARSE_URL. Snippets show a place holder.',
  snippet: 'Save your first object',
  waiting: 'Waiting for the first object',
  waitingText: 'Run a snippet. The object appears here as soon as it is saved.',
  arrived: (objects: number) => `Parlance has ${counted(objects, 'object', 'objects')} of this app`,
  arrivedText: 'Saving works.',
  open: (className: string) => `Open ${className} in the data browser`,
  openBrowser: 'Open the data browser',
};
