import type { Document } from '@parlance/mongo';
import { DEVICE_NOTES } from '@parlance/platform-classes';

/** The last keys of a list, the new one among them. */
export function lastOf(path: string, key: string, max: number): Document {
  const list = `$${path}`;
  return { $slice: [{ $concatArrays: [{ $cond: [{ $isArray: list }, list, []] }, [{ $literal: key }]] }, -max] };
}

/** Sets one of the notes of a device, whatever an older server has left in their place. */
export function noted(name: string, value: Document): Document {
  const notes = { $cond: [{ $eq: [{ $type: `$${DEVICE_NOTES}` }, 'object'] }, `$${DEVICE_NOTES}`, {}] };
  return { $set: { [DEVICE_NOTES]: { $mergeObjects: [notes, { [name]: value }] } } };
}
