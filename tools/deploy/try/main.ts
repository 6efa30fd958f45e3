/**
 * `npm run test:deploy`: builds the image from deploy/Dockerfile, brings docker-compose.yml up, creates and finds an object by the JS SDK, runs the
 * demo through it, and takes everything down.
 *
 * Base images are made here of packages, so that no registry is needed; `-- --public` takes those that docker-compose.yml names, and
 * compiles within the image, as users do. Where containers cannot run, a sentence says so, and the command succeeds.
 */
import { LaunchError, messageOf, reportFailure } from '../../launcher/launch-error.ts';
import { onInterruption } from '../../launcher/interruption.ts';
import { progressOn } from '../../launcher/progress.ts';
import { anyFreePort } from '../../launcher/ports.ts';
import { findEngine, type Engine } from './engine.ts';
import { buildFromSources, buildImage } from './image.ts';
import { standIns } from './stand-ins.ts';
import { bringUp, type Deployment } from './deployment.ts';
import { tryDeployment } from './try-deployment.ts';

const progress = progressOn(process.stdout);
const isPublic = process.argv.includes('--public');

async function tryAll(engine: Engine, onUp: (deployment: Deployment) => void): Promise<void> {
  const images: Readonly<Record<string, string>> = isPublic ? {} : await standIns(engine, progress);
  const build = () => (isPublic ? buildFromSources(engine, undefined) : buildImage(engine, images.NODE_IMAGE ?? ''));
  const image = await progress.step('Building the image from deploy/Dockerfile', build);
  const port = await anyFreePort();
  const place = {
    PARLANCE_PUBLISH: `127.0.0.1:${port}`,
    PARLANCE_PUBLISH_ADMIN: `127.0.0.1:${await anyFreePort()}`,
    PARLANCE_PUBLISH_CONSOLE: '127.0.0.1:0',
    PARLANCE_PUBLIC_URL: `http://127.0.0.1:${port}/parse`,
  };
  const deployment = await bringUp(engine, { ...images, ...place, PARLANCE_IMAGE: image }, port, onUp, progress);
  await tryDeployment(deployment, progress);
}

async function main(): Promise<number> {
  const interrupted = onInterruption();
  let engine: Engine | undefined;
  let deployment: Deployment | undefined;
  try {
    engine = await findEngine(progress);
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    console.log(`Containers cannot be tried here: ${messageOf(error)}`);
    return 0;
  }
  try {
    await Promise.race([tryAll(engine, (up) => (deployment = up)), interrupted]);
    console.log('The deployment works.');
    return 0;
  } catch (error) {
    if (deployment !== undefined) console.error(await deployment.logs());
    reportFailure(error);
    return 1;
  } finally {
    await deployment?.down();
    await engine.release();
  }
}

process.exit(await main());
