import { afterAll, beforeAll, describe } from 'vitest';
import { describeAnswers } from './answers.ts';
import { writeOldApp, type OldApp } from './old-app/old-app.ts';
import { describeUnchanged } from './unchanged.ts';
import { describeWayBack } from './way-back.ts';

describe('an app that Parse Server has written', () => {
  let app: OldApp;
  beforeAll(async () => {
    app = await writeOldApp();
  }, 180_000);
  afterAll(() => app?.close());

  describeUnchanged(() => app);
  describeAnswers(() => app);
  describeWayBack(() => app);
});
