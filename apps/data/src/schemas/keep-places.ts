import type { FieldType } from '@parlance/values';
import type { ClassStorage } from './class-storage.ts';

/**
 * Sees to the indexes of new fields that hold places, beside the request. Fields of classes that another server made get them with the
 * first query that needs one: values stored there may be no places, and that server's writes of such would begin to fail.
 */
export function keepPlaces(storage: ClassStorage, className: string, added: ReadonlyMap<string, FieldType>): void {
  const places = [...added].filter(([, { type }]) => type === 'GeoPoint' || type === 'Polygon').map(([field]) => field);
  if (places.length > 0) storage.keepPlaces(className, places);
}
