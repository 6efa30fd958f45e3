/** How both servers are set up when everything is asked. */
export interface Run {
  readonly title: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export const RUNS: readonly Run[] = [
  { title: 'with sanitised errors', settings: {} },
  { title: 'with errors in full', settings: { enableSanitizedErrorResponse: false } },
];
