/** The walls around a process that runs code of an app. Each is there or not, on this machine and for this user; file 31 section 1. */
export const LAYERS = [
  'permissions',
  'ownUser',
  'namespaces',
  'memoryLimit',
  'endsWithHost',
  'lowPriority',
  'emptyEnvironment',
  'memoryWatch',
] as const;
export type Layer = (typeof LAYERS)[number];

/** The facts that an operator has to know where a layer is missing. */
export const LOST_WITHOUT: Readonly<Record<Layer, string>> = {
  permissions: 'code reads all files that the user of the host may read, starts programs and threads, and loads native addons',
  ownUser: 'code of different apps runs as the same user as the host: it can signal the host and read the environment of its processes',
  namespaces:
    'code reaches every address that this machine reaches, NATS, MongoDB and Redis on it among them: give those credentials, and close the ' +
    'network by a policy',
  memoryLimit: 'buffers outside of the heap are bounded by the look at the memory each 100 ms alone',
  endsWithHost: 'a process in an endless loop goes on when its host is killed',
  lowPriority: 'code competes with the services for the processor as an equal',
  emptyEnvironment: 'code reads the environment of the host',
  memoryWatch: 'a process that takes memory outside of its heap is not noticed before the limit of the machine',
};

/** The walls of this machine, for operators: those that are missing tell the loss. */
export function describeLayers(present: ReadonlySet<Layer>): string {
  const missing = LAYERS.filter((layer) => !present.has(layer)).map((layer) => `${layer} (${LOST_WITHOUT[layer]})`);
  const there = `Code runs behind: ${LAYERS.filter((layer) => present.has(layer)).join(', ')}.`;
  return missing.length === 0 ? there : `${there} Missing: ${missing.join('; ')}.`;
}
