/** Typed values of the protocol, in short words. */
export const pointer = (className: string, objectId: string) => ({ __type: 'Pointer', className, objectId });
export const date = (iso: string) => ({ __type: 'Date', iso });
export const geo = (latitude: number, longitude: number) => ({ __type: 'GeoPoint', latitude, longitude });
export const bytes = (base64: string) => ({ __type: 'Bytes', base64 });
export const polygon = (...coordinates: (readonly [number, number])[]) => ({ __type: 'Polygon', coordinates });
export const relation = (className: string) => ({ __type: 'Relation', className });
export const file = (name: string) => ({ __type: 'File', name });

export const op = (name: string, rest: object = {}) => ({ __op: name, ...rest });
export const increment = (amount: unknown) => op('Increment', { amount });
export const add = (...objects: unknown[]) => op('Add', { objects });
export const addUnique = (...objects: unknown[]) => op('AddUnique', { objects });
export const removeAll = (...objects: unknown[]) => op('Remove', { objects });
export const addRelation = (...objects: unknown[]) => op('AddRelation', { objects });
export const removeRelation = (...objects: unknown[]) => op('RemoveRelation', { objects });
export const unset = op('Delete');
