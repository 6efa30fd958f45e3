export { startPrivateServer, type PrivateServer } from './private-server.ts';
export { testSeed, testServers, uniqueName, type TestServers } from './servers.ts';
