import { ProgressBar } from './progress-bar.ts';

/** Does the work of each item, some at a time, with a bar for those who wait. */
export async function sideBySide<Item>(
  label: string,
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const bar = new ProgressBar(label, items.length);
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) {
      await work(item);
      bar.advance(1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
