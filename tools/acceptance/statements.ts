/** One testable promise of the contract: `1. OBJ-07 Incrementing a missing field …` in a section "Acceptance". */
export interface Statement {
  readonly id: string;
  readonly text: string;
  readonly file: string;
}

const STATEMENT = /^\d+\. ([A-Z]{2,4}-\d{2,3}) (.+)$/;

/** Statements of one contract file, in its order. */
export function statementsIn(file: string, markdown: string): Statement[] {
  return markdown.split('\n').flatMap((line) => {
    const match = STATEMENT.exec(line);
    return match?.[1] && match[2] ? [{ id: match[1], text: match[2], file }] : [];
  });
}
