import { startParlance, testServers, uniqueName, type Parlance } from '@parlance/testing';
import type { Db } from '@parlance/mongo';
import { startPeer, type Peer } from '../../tools/peer/peer.ts';

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** One of two servers on the same database, asked with its master key. */
export interface Neighbour {
  readonly name: 'Parlance' | 'Parse Server';
  ask(method: string, path: string, body?: unknown): Promise<Answer>;
}

export interface Neighbours {
  readonly parlance: Neighbour;
  readonly peer: Neighbour;
  readonly deployment: Parlance;
  readonly database: Db;
  close(): Promise<void>;
}

/** Starts Parse Server and Parlance on one database, as during a take-over and after a return. */
export async function startNeighbours(): Promise<Neighbours> {
  const name = uniqueName('shared');
  const address = new URL(testServers().mongodbUrl);
  address.pathname = `/${name}`;
  const deployment = await startParlance({
    mode: 'fused',
    apps: [{ id: 'test', database: { name }, settings: { allowClientClassCreation: true } }],
  });
  let peer: Peer | undefined;
  try {
    // Hears of classes that the neighbour makes by a change stream.
    peer = await startPeer(address.href, { options: { databaseOptions: { enableSchemaHooks: true } } });
  } catch (error) {
    await deployment.close();
    throw error;
  }
  const { keys } = deployment.app();
  const running = peer;
  return {
    parlance: neighbour('Parlance', deployment.url, 'test', keys.master),
    peer: neighbour('Parse Server', peer.url, peer.keys.appId, peer.keys.masterKey),
    deployment,
    database: await deployment.database(),
    async close() {
      await running.stop();
      await deployment.close();
    },
  };
}

function neighbour(name: Neighbour['name'], url: string, appId: string, masterKey: string): Neighbour {
  const files = `${url}/files/${appId}/`;
  return {
    name,
    async ask(method, path, body) {
      const response = await fetch(url + path, {
        method,
        headers: { 'X-Parse-Application-Id': appId, 'X-Parse-Master-Key': masterKey, 'Content-Type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
      });
      // Addresses of files are each server's own; everything else has to be the same.
      const text = (await response.text()).replaceAll(files, 'files:');
      return { status: response.status, body: JSON.parse(text) as Record<string, unknown> };
    },
  };
}
