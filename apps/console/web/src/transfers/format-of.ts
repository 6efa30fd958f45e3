export type Format = 'json' | 'csv' | 'zip';
const BY_END: Readonly<Record<string, Format>> = { json: 'json', csv: 'csv', zip: 'zip' };

/** The format of a file by the end of its name; JSON where the name tells nothing. */
export const formatOf = (name: string): Format => BY_END[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'json';

/** The first part of a file's name as the name of a class, where it can be one. */
export function classNameOf(name: string): string {
  const [word = ''] = name.split('.');
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(word) ? word : '';
}
