/** An apps file that cannot be used. The message lists all that is wrong, by place, and quotes no value of the file. */
export class AppsFileError extends Error {
  override readonly name = 'AppsFileError';
  readonly issues: readonly string[];

  /** @param file as the operator named it */
  constructor(file: string, issues: readonly string[]) {
    super(`The apps file ${file} cannot be used:\n${issues.map((issue) => `  ${issue}`).join('\n')}`);
    this.issues = issues;
  }
}
