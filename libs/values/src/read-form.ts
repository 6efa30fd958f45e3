import type { FileUrl } from './file.ts';

/**
 * The form that stored values are read into: JSON for answers (json-form.ts), Parse values for conditions (value-form.ts). One reader
 * serves both, so that a condition can never see another object than the client does.
 */
export interface ReadForm<V> {
  date(value: Date): V;
  /** createdAt and updatedAt, which answers show as plain strings. */
  systemDate(value: Date): V;
  pointer(className: string, objectId: string): V;
  relation(className: string): V;
  geoPoint(latitude: number, longitude: number): V;
  polygon(ring: readonly (readonly [number, number])[]): V;
  /** A File field: the name is all that is stored. */
  file(name: string, fileUrl: FileUrl | undefined): V;
  bytes(base64: string): V;
  /** An object with `__type` inside an Array or Object field; undefined when it is no value of that type, and read as a dictionary. */
  typed(json: Readonly<Record<string, unknown>>, fileUrl: FileUrl | undefined): V | undefined;
}
