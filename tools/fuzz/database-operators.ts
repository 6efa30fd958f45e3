const operators = (names: string) => names.trim().split(/\s+/).map((name) => `$${name}`); // prettier-ignore

/** Operators of MongoDB that run code, read or write elsewhere, or that Parse gives no meaning to: none is anybody's to send. */
export const DATABASE_OPERATORS: readonly string[] = [
  // queries
  ...operators('where expr jsonSchema mod type size elemMatch not bitsAllSet bitsAnyClear comment rand natural slice meta near geoNear uniqueDocs query orderby explain hint maxTimeMS returnKey showDiskLoc sampleRate'), // prettier-ignore
  // updates
  ...operators('set unset inc mul min max rename push pull pullAll pop addToSet bit currentDate setOnInsert each position sort isolated'),
  // aggregation: stages and expressions that read, write or run code
  ...operators('function accumulator lookup graphLookup unionWith out merge match project group facet limit skip sample addFields replaceRoot replaceWith redact unwind count indexStats collStats currentOp listSessions listLocalSessions planCacheStats documents changeStream let cond map reduce filter toString convert literal dateFromString getField setField rank shift'), // prettier-ignore
  ...operators('ref id db code scope oid date numberLong regularExpression undefined minKey maxKey binary timestamp symbol dbPointer'),
  '$',
  '$$ROOT',
  '$$NOW',
  '$WHERE',
  '$ where',
  '$whe\0re',
];
