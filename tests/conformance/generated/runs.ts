/** How both servers are set up when everything is asked. */
export interface Run {
  readonly title: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly isOn: boolean;
}

export const RUNS: readonly Run[] = [
  { title: 'with sanitised errors', settings: {}, isOn: true },
  // Waits for the setting: Parlance does not have it yet, and answers with sanitised texts.
  { title: 'with errors in full', settings: { enableSanitizedErrorResponse: false }, isOn: false },
];
