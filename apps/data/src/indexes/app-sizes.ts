import type { data } from '@parlance/contracts';
import type { App } from '../apps/app.ts';
import { existingClasses } from '../schemas/system-schemas.ts';

/** Objects and bytes of each class of an app, as the database has counted them. @param timeMsMax for each class */
export async function appSizes(app: Pick<App, 'schemaStore' | 'indexes'>, timeMsMax: number): Promise<data.ClassSize[]> {
  const classes: data.ClassSize[] = [];
  for (const { className } of await existingClasses(app)) classes.push({ className, ...(await app.indexes.sizeOf(className, timeMsMax)) });
  return classes;
}
