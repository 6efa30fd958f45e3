import { ParseError } from '@parlance/errors';
import type { ParameterState } from '@parlance/platform-objects';

/** @param ifVersion the version that the author of a change has seen; undefined for one who does not ask @throws ObjectChanged (142) */
export function assertUnchanged({ version }: Pick<ParameterState, 'version'>, ifVersion: number | undefined): void {
  if (ifVersion === undefined || ifVersion === version) return;
  throw new ParseError(
    'ObjectChanged',
    `Somebody has changed the parameters meanwhile: they have version ${version}, and no more ${ifVersion}. Nothing was overwritten.`,
  );
}
