/** How both servers are set up when everything is asked. */
export interface Run {
  readonly title: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export const WITH_SANITISED_ERRORS: Run = { title: 'with sanitised errors', settings: {} };
export const WITH_ERRORS_IN_FULL: Run = { title: 'with errors in full', settings: { enableSanitizedErrorResponse: false } };
