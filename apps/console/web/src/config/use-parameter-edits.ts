import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { isConsoleError } from '../api/console-error.ts';
import { tell } from '../parts/notices.tsx';
import { t } from '../texts/index.ts';
import { isSame } from './differences.ts';
import { refresh, type Parameter, type Parameters, type Side } from './parameters.ts';

/** A change of one parameter. `before` is absent for a new one, `after` for one that is removed. `version` is the state that was seen. */
export interface Edit {
  readonly name: string;
  readonly before?: Parameter;
  readonly after?: Side;
  readonly version: number;
}

/** An edit that somebody else was faster than: their parameter, which is absent where they have removed it. */
export interface Conflict {
  readonly edit: Edit;
  readonly theirs?: Parameter;
  readonly version: number;
}

/** Every other change may come between so many times; then the person decides. */
const TRIES = 4;

function send(app: string, { name, after }: Edit, ifVersion: number): Promise<Parameters> {
  if (after === undefined) return call('parameters/remove', { app, name, ifVersion });
  const { value, masterKeyOnly, conditions = [] } = after;
  return call('parameters/change', {
    app,
    params: { [name]: value },
    masterKeyOnly: { [name]: masterKeyOnly },
    conditions: { [name]: conditions },
    ifVersion,
  });
}

/** Changes of other parameters do not matter: the edit is sent once more. @returns the conflict where this parameter has changed */
async function store(app: string, edit: Edit): Promise<Conflict | undefined> {
  let { version } = edit;
  for (let tries = 1; ; tries += 1) {
    try {
      await send(app, edit, version);
      return undefined;
    } catch (error) {
      if (!isConsoleError(error, 409) || tries === TRIES) throw error;
      const now = await call('parameters/list', { app });
      const theirs = now.parameters.find(({ name }) => name === edit.name);
      if (!isSame(theirs, edit.before)) return { edit, ...(theirs === undefined ? {} : { theirs }), version: now.version };
      ({ version } = now);
    }
  }
}

/** Saves edits, and holds the conflict that a person has to settle. */
export function useParameterEdits(app: string) {
  const client = useQueryClient();
  const [conflict, setConflict] = useState<Conflict>();
  const save = async (edit: Edit): Promise<void> => {
    const found = await store(app, edit);
    setConflict(found);
    if (found === undefined) tell({ text: edit.after === undefined ? t.config.removed(edit.name) : t.config.saved(edit.name) });
    await refresh(client, app);
  };
  /** @throws ConsoleError */
  const settle = async (choice: 'theirs' | 'mine'): Promise<void> => {
    if (conflict === undefined) return;
    const { edit, theirs, version } = conflict;
    if (choice === 'theirs') return setConflict(undefined);
    const { before: _before, ...rest } = edit;
    await save({ ...rest, ...(theirs === undefined ? {} : { before: theirs }), version });
  };
  return { save, conflict, settle };
}
