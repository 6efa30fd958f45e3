export type { Card } from './card.ts';
export { Bus, BUS, type BusLoad, type BusOptions } from './bus.ts';
export { BusServer, type BusServerOptions } from './bus-server.ts';
export type { DeclaredOperation, Handler } from './handlers.ts';
export { Handles } from './handles.ts';
export type { Serving } from './serving.ts';
export type { JournalEntry, JournalOptions, JournalReader, JournalState } from './journal-reader.ts';
