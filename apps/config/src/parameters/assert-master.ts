import type { RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';

/** @throws MasterKeyRequired (403); OperationForbidden (119) for the master key that only reads */
export function assertMaster({ kind }: RequestContext['identity']): void {
  if (kind === 'master') return;
  if (kind === 'readOnlyMaster') throw new ParseError('OperationForbidden', "read-only masterKey isn't allowed to update the config.");
  throw masterNeeded();
}

/** @throws MasterKeyRequired (403) */
export function assertMasterReads({ kind }: RequestContext['identity']): void {
  if (kind !== 'master' && kind !== 'readOnlyMaster') throw masterNeeded();
}

function masterNeeded(): ParseError {
  return new ParseError('MasterKeyRequired', 'unauthorized: master key is required');
}
