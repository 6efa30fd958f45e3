import { carried } from './send-file.ts';

/** Has the browser save a file: it writes to the disk as the bytes come. */
export function save({ path, name }: { readonly path: string; readonly name: string }): void {
  const link = document.createElement('a');
  link.href = carried(path);
  link.download = name;
  link.click();
}
