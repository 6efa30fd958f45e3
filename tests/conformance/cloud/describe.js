'use strict';

/** Any value as JSON that says of which kind it is, so that two servers can be compared by what their code was handed. */
function describe(value) {
  if (value === undefined) return 'undefined';
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value;
  if (Array.isArray(value)) return value.map(describe);
  if (value instanceof Date) return { kind: 'Date', at: Number.isNaN(value.getTime()) ? 'none' : value.toISOString() };
  if (value instanceof Parse.File) return { kind: 'File', name: value.name() };
  if (value instanceof Parse.GeoPoint) return { kind: 'GeoPoint', at: [value.latitude, value.longitude] };
  if (value instanceof Parse.ACL) return { kind: 'ACL', json: value.toJSON() };
  if (value instanceof Parse.User) return { kind: 'User', id: value.id, name: value.get('username') };
  if (value instanceof Parse.Object)
    return { kind: 'Object', className: value.className, id: value.id, isNew: value.isNew(), has: value.has('score') };
  if (value instanceof Parse.Query) return { kind: 'Query', className: value.className, json: value.toJSON() };
  if (typeof value === 'function') return 'function';
  return Object.fromEntries(Object.keys(value).map((key) => [key, describe(value[key])]));
}

module.exports = { describe };
