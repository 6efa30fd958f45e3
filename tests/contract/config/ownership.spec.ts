import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigDeployment } from './config-service.ts';

let first: ConfigDeployment;
let second: ConfigDeployment;
beforeEach(async () => {
  [first, second] = await Promise.all([ConfigDeployment.create(), ConfigDeployment.create()]);
  first.declare({ apps: [{ id: 'game', keys: { rest: 'of-the-first' } }] });
  second.declare({ apps: [{ id: 'game', keys: { rest: 'of-the-second' } }] });
  await first.start('split');
});
afterEach(async () => {
  await second.close();
  await first.close();
});

/** The second deployment's process is told to use the first one's control database, with the same keys for its secrets. */
const intruding = (changes: Readonly<Record<string, string>> = {}) =>
  second.start('split', {
    PARLANCE_CONTROL_DATABASE: `${first.name}_control`,
    PARLANCE_DATA_FOLDER: first.folder,
    PARLANCE_DATABASE_PREFIX: `${first.name}_`,
    ...changes,
  });
const restKeyOf = async (deployment: ConfigDeployment) => (await deployment.access('game')).keys.rest;

describe('a control database', () => {
  it('belongs to the deployment that has used it first; another one is told whose it is, and how to take it over', async () => {
    const before = await restKeyOf(first);
    const refusal = new RegExp(
      `^The control database "${first.name}_control" belongs to the deployment "${first.name}", since .*; this process is of ` +
        `"${second.name}"\\..* PARLANCE_TAKE_OVER=${first.name}`,
    );
    await expect(intruding()).rejects.toThrow(refusal);
    await expect(intruding({ PARLANCE_TAKE_OVER: 'somebody-else' })).rejects.toThrow(refusal);
    expect(await restKeyOf(first)).toEqual(before);
    expect((await (await first.control()).collection('audit').find().toArray()).length).toBe(1);
  });

  it('is taken over on purpose, and from then on is refused to the earlier owner', async () => {
    const before = await restKeyOf(first);
    await intruding({ PARLANCE_TAKE_OVER: first.name });
    expect(await restKeyOf(second)).not.toEqual(before);
    await expect(first.start('split')).rejects.toThrow(/belongs to the deployment/);
    first.declare({ apps: [{ id: 'game', keys: { rest: 'of-the-first-again' } }] });
    await expect.poll(() => first.logs.join('\n')).toContain('The new apps file is not applied');
    expect(first.logs.join('\n')).toContain(`belongs to the deployment \\"${second.name}\\"`);
    await intruding();
  });

  it('is shared by all processes of the deployment, whatever the prefix of its bus is', async () => {
    await second.start('split', {
      PARLANCE_DEPLOYMENT: first.name,
      PARLANCE_CONTROL_DATABASE: `${first.name}_control`,
      PARLANCE_DATA_FOLDER: first.folder,
      PARLANCE_DATABASE_PREFIX: `${first.name}_`,
      PARLANCE_APPS_FILE: first.appsFile,
    });
    expect(await restKeyOf(second)).toEqual(await restKeyOf(first));
  });
});

describe('the bus of a deployment', () => {
  it('takes no registry with another control database', async () => {
    await expect(first.start('split', { PARLANCE_CONTROL_DATABASE: `${second.name}_control` })).rejects.toThrow(
      new RegExp(`The bus prefix "${first.name}" is taken: .*it has another control database.*PARLANCE_DEPLOYMENT`),
    );
  });

  it('takes no registry that follows another apps file while one is running', async () => {
    const elsewhere = join(second.folder, 'other.json');
    writeFileSync(elsewhere, JSON.stringify({ apps: [{ id: 'game', keys: { rest: 'other' } }] }));
    await expect(first.start('split', { PARLANCE_APPS_FILE: elsewhere })).rejects.toThrow(/it has another apps file/);
  });

  it('takes a replica with a copy of the same file elsewhere', async () => {
    const copy = join(second.folder, 'copy.json');
    writeFileSync(copy, JSON.stringify({ apps: [{ id: 'game', keys: { rest: 'of-the-first' } }] }));
    await first.start('split', { PARLANCE_APPS_FILE: copy });
    expect(await restKeyOf(first)).toBeDefined();
  });
});
