/** Parlance's answer where it differs: the status, and the code of the error or else the members of the body that matter. */
export type Expected = readonly [status: number, codeOrBody: unknown];

/** Answers by the ids of their steps. */
export type Steps = Readonly<Record<string, Expected>>;
