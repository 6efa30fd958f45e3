import { data, files } from '@parlance/contracts';
import type { AdminCall } from '../dispatch/admin-handler.ts';

/** All that an app has stored, as the services count it now. `objectBytes`: with indexes, without compression. */
export interface Stored {
  readonly objects: number;
  readonly objectBytes: number;
  readonly files: number;
  readonly fileBytes: number;
  readonly classes: data.ClassSize[];
}

export async function storedBy({ ask }: Pick<AdminCall, 'ask'>): Promise<Stored> {
  const [{ classes }, { stores }] = await Promise.all([ask(data.appSize, {}), ask(files.readUsage, {})]);
  const held = Object.values(stores);
  return {
    objects: sum(classes.map(({ objects }) => objects)),
    objectBytes: sum(classes.map(({ bytes, indexBytes }) => bytes + indexBytes)),
    files: sum(held.map((store) => store.files)),
    fileBytes: sum(held.map((store) => store.bytes)),
    classes,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
