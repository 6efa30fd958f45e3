import { capture } from '../../launcher/capture.ts';
import { LaunchError } from '../../launcher/launch-error.ts';
import { ROOT } from '../../launcher/paths.ts';
import type { Progress } from '../../launcher/progress.ts';
import { findTool } from '../toolbox/toolbox.ts';
import type { Engine } from './engine.ts';

const PROJECT = `parlance-try-${process.pid}`;
const COMMAND_MS_MAX = 300_000;
const LOG_LINES = '60';

/** docker-compose.yml, up and healthy. */
export interface Deployment {
  /** Of the gateway, without the mount. */
  readonly origin: string;
  /** Runs a compose command. @throws Error with its output when it fails */
  readonly compose: (...args: readonly string[]) => Promise<string>;
  /** The last lines of every container, for a failure. */
  logs(): Promise<string>;
  /** Removes containers, networks and volumes. */
  down(): Promise<void>;
}

/**
 * Brings the file up as its heading says, in a project of its own.
 *
 * @param variables of the file
 * @param onUp told before anything starts, so that whatever there is can be taken down
 */
export async function bringUp(
  engine: Engine,
  variables: Readonly<Record<string, string>>,
  port: number,
  onUp: (deployment: Deployment) => void,
  progress: Progress,
): Promise<Deployment> {
  const tool = await findTool('compose');
  if ('missing' in tool) throw new LaunchError(tool.missing);
  const environment = Object.entries({ ...engine.environment, ...variables }).map(([name, value]) => `${name}=${value}`);
  const [program, ...first] = tool.command;
  const call = (args: readonly string[]) =>
    // The name of the program looks like a variable to `env`: a shell runs it.
    capture(
      'env',
      [
        '-C',
        ROOT,
        ...environment,
        '/bin/sh',
        '-c',
        'exec "$0" "$@"',
        program,
        ...first,
        '--project-name',
        PROJECT,
        '--progress',
        'quiet',
        ...args,
      ],
      COMMAND_MS_MAX,
    );
  const deployment: Deployment = {
    origin: `http://127.0.0.1:${port}`,
    compose: async (...args) => {
      const { code, output } = await call(args);
      if (code !== 0) throw new Error(`docker compose ${args.slice(0, 2).join(' ')} ends with ${code}:\n${output}`);
      return output;
    },
    logs: async () => (await call(['logs', '--no-color', '--tail', LOG_LINES])).output,
    down: async () => void (await call(['down', '--volumes', '--timeout', '10', '--remove-orphans'])),
  };
  onUp(deployment);
  await progress.step('Bringing docker-compose.yml up', () =>
    deployment.compose('up', '--detach', '--no-build', '--wait', '--wait-timeout', '180'),
  );
  return deployment;
}
