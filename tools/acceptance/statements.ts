/** One testable promise of the contract: `1. OBJ-07 Incrementing a missing field …` in a section "Acceptance". */
export interface Statement {
  readonly id: string;
  readonly text: string;
  readonly file: string;
}

const STATEMENT = /^\d+\. ([A-Z]{2,4}-\d{2,3}) (.+)$/;
/** `- I1 Accounting …` in the section "Invariants". */
const INVARIANT = /^- (I\d) (.+)$/;
/** `T1 kill -9 of workers … T2 Redis flush …`: several to a line, in the section "Tests that must exist". */
const REQUIRED_TEST = /\b(T\d{1,2}) (.+?)(?= T\d{1,2} |$)/g;

/** Statements of one contract file, in its order. */
export function statementsIn(file: string, markdown: string): Statement[] {
  let section = '';
  return markdown.split('\n').flatMap((line) => {
    if (line.startsWith('## ')) section = line;
    const tests = section.endsWith('Tests that must exist') ? line.matchAll(REQUIRED_TEST) : [];
    const invariant = section.includes('Invariants') ? INVARIANT.exec(line) : null;
    return [STATEMENT.exec(line), invariant, ...tests].flatMap((match) =>
      match?.[1] && match[2] ? [{ id: match[1], text: match[2].trim(), file }] : [],
    );
  });
}
