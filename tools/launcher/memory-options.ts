type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Megabytes of each half of the space where V8 puts new objects. Its own choice on a machine with much memory is 32: with its reserves a
 * process that is busy then holds a hundred megabytes of objects that are dead already. Smaller spaces are collected more often: 8 would
 * save forty megabytes more, and cost creates and long answers up to a quarter of their CPU.
 */
const SEMI_SPACE_MB = 16;

/**
 * The same for services that make few objects, or whose work is done elsewhere: in the bytes of files, in digests, in the database. They
 * lose nothing by it that can be measured, and hold twenty megabytes less from their start.
 */
const SMALL_SEMI_SPACE_MB = 4;
const WITH_FEW_OBJECTS: ReadonlySet<string> = new Set(['auth', 'config', 'console', 'files', 'workers']);

/** Pools from which glibc gives memory to threads. Its own choice is eight for each core, each of which keeps all that it was once given. */
const MALLOC_ARENAS = 2;

/** Megabytes of each half of the space for new objects in the process of the service `app`. */
export function semiSpaceMb(app: string): number {
  return WITH_FEW_OBJECTS.has(app) ? SMALL_SEMI_SPACE_MB : SEMI_SPACE_MB;
}

/**
 * The environment of the process of the service `app`, with bounds of the memory that it keeps without need (docs/performance.md has the figures).
 * Those of a deployment win: Node takes the last of two options, so that NODE_OPTIONS may name `--max-semi-space-size` as well.
 */
export function withMemoryOptions(app: string, environment: Environment): Environment {
  const { NODE_OPTIONS = '', MALLOC_ARENA_MAX = String(MALLOC_ARENAS) } = environment;
  return { ...environment, NODE_OPTIONS: `--max-semi-space-size=${semiSpaceMb(app)} ${NODE_OPTIONS}`.trim(), MALLOC_ARENA_MAX };
}
