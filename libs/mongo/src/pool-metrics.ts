import { defineInstruments, isRecording, type BatchObservableResult } from '@parlance/telemetry';
import type { MongoClient } from './driver.ts';

/** Members of replica sets that are told apart; those of more are one. */
const NAMES_MAX = 100;
/** Seconds. A connection is free at once, or a burst waits for one. */
const WAIT_BOUNDS_S = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

const POOL = 'db.client.connection.pool.name';
const STATE = 'db.client.connection.state';

/** The driver's number of a connection. */
type ConnectionId = number | '<monitor>';

/** The connections of one client to one member of a replica set. */
interface Pool {
  readonly name: string;
  readonly max: number;
  readonly all: Set<ConnectionId>;
  readonly used: Set<ConnectionId>;
  pending: number;
}

const pools = new Set<Pool>();
const names = new Set<string>();

const instruments = defineInstruments((meter) => {
  const upDown = (name: string, description: string, unit: string) => meter.createObservableUpDownCounter(name, { description, unit });
  const count = upDown('db.client.connection.count', 'Open connections, by state.', '{connection}');
  const max = upDown('db.client.connection.max', 'Most connections that may be open.', '{connection}');
  const pending = upDown('db.client.connection.pending_requests', 'Commands that wait for a connection.', '{request}');
  const observe = (result: BatchObservableResult): void => {
    const byName = Map.groupBy(pools, ({ name }) => name);
    // Pools that are gone are reported as empty: the SDK would go on with their last figures.
    for (const name of names) {
      const all = byName.get(name) ?? [];
      const used = sum(all.map((pool) => pool.used.size));
      result.observe(count, used, { [POOL]: name, [STATE]: 'used' });
      result.observe(count, sum(all.map((pool) => pool.all.size)) - used, { [POOL]: name, [STATE]: 'idle' });
      result.observe(max, sum(all.map((pool) => pool.max)), { [POOL]: name });
      result.observe(pending, sum(all.map((pool) => pool.pending)), { [POOL]: name });
    }
  };
  meter.addBatchObservableCallback(observe, [count, max, pending]);
  return {
    waitTime: meter.createHistogram('db.client.connection.wait_time', {
      description: 'Time that a command waited for a connection.',
      unit: 's',
      advice: { explicitBucketBoundaries: WAIT_BOUNDS_S },
    }),
    timeouts: meter.createCounter('db.client.connection.timeouts', {
      description: 'Commands that waited for a connection in vain.',
      unit: '{timeout}',
    }),
  };
});

/**
 * Reports the pools of a client, by the names of OpenTelemetry's conventions. Listens to nothing while nothing is recorded, as the driver
 * makes an object of each event that somebody hears.
 *
 * Source: Connection Monitoring and Pooling Specification of MongoDB's drivers.
 */
export function watchPools(client: MongoClient, max: number): void {
  if (!isRecording()) return;
  const own = new Map<string, Pool>();
  const poolOf = (address: string): Pool => {
    let pool = own.get(address);
    if (pool === undefined) {
      pool = { name: nameOf(address), max, all: new Set(), used: new Set(), pending: 0 };
      own.set(address, pool);
      pools.add(pool);
    }
    return pool;
  };
  client.on('connectionCreated', ({ address, connectionId }) => void poolOf(address).all.add(connectionId));
  client.on('connectionCheckOutStarted', ({ address }) => void (poolOf(address).pending += 1));
  client.on('connectionCheckedOut', ({ address, connectionId, durationMS }) => {
    const pool = poolOf(address);
    pool.pending = Math.max(0, pool.pending - 1);
    pool.all.add(connectionId); // it may have been open before somebody listened
    pool.used.add(connectionId);
    instruments.current?.waitTime.record(durationMS / 1_000, { [POOL]: pool.name });
  });
  client.on('connectionCheckOutFailed', ({ address, reason }) => {
    const pool = poolOf(address);
    pool.pending = Math.max(0, pool.pending - 1);
    if (reason === 'timeout') instruments.current?.timeouts.add(1, { [POOL]: pool.name });
  });
  client.on('connectionCheckedIn', ({ address, connectionId }) => void poolOf(address).used.delete(connectionId));
  client.on('connectionClosed', ({ address, connectionId }) => {
    const pool = poolOf(address);
    pool.all.delete(connectionId);
    pool.used.delete(connectionId);
  });
  client.on('connectionPoolClosed', ({ address }) => {
    const pool = own.get(address);
    if (pool !== undefined) pools.delete(pool);
    own.delete(address);
  });
}

/** `host:port`, as the conventions have it. */
function nameOf(address: string): string {
  const name = names.has(address) || names.size < NAMES_MAX ? address : 'others';
  names.add(name);
  return name;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
