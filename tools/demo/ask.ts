/** Prints a question, its answer, and how long that took. */
export async function ask(question: string, answer: () => Promise<readonly string[]>): Promise<void> {
  console.log(`\n${question}`);
  const startedAt = performance.now();
  const lines = await answer();
  const ms = Math.round(performance.now() - startedAt);
  for (const line of lines) console.log(`  ${line}`);
  console.log(`  (${ms} ms)`);
}
