import { useMemo, useState } from 'react';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { isConsoleError } from '../api/console-error.ts';
import type { RestObject } from '../api/data-operations.ts';
import { describe } from '../parts/failure.tsx';
import { tell } from '../parts/notices.tsx';
import { t } from '../texts/index.ts';
import { patchRow, shownRow, type Listing } from './use-rows.ts';

/** New values of fields of one object, saved together; undefined unsets a field. */
export interface Edit {
  readonly objectId: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** An edit that somebody else was faster than; nothing of it is stored. */
export interface Conflict {
  readonly edit: Edit;
  readonly theirs: RestObject;
}

export interface Edits {
  /** Saves values: the screen shows it at once, and puts the old ones back where they are refused. Resolves to whether it is stored. */
  readonly save: (edit: Edit) => Promise<boolean>;
  /** Saves values of many objects; one undo takes all of it back. */
  readonly saveAll: (edits: readonly Edit[], onProgress: (done: number) => void) => Promise<readonly string[]>;
  readonly undo: () => Promise<void>;
  readonly conflict: Conflict | undefined;
  /** Ends a conflict: with the value of the others, or with one's own over it. */
  readonly settle: (choice: 'theirs' | 'mine') => Promise<void>;
}

type Of = Pick<Listing, 'app' | 'className'>;

function withValues(object: RestObject, values: Edit['values']): RestObject {
  return Object.fromEntries(Object.entries({ ...object, ...values }).filter(([, value]) => value !== undefined)) as RestObject;
}

const mapped = (values: Edit['values'], of: (field: string, value: unknown) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([field, value]) => [field, of(field, value)]));
const changesOf = ({ values }: Edit) => mapped(values, (_, value) => (value === undefined ? { __op: 'Delete' } : value));
/** The values that an edit replaces in an object. */
const replaced = ({ objectId, values }: Edit, object: RestObject): Edit => ({ objectId, values: mapped(values, (field) => object[field]) });
export const namesOf = ({ values }: Edit): string => Object.keys(values).join(', ');

const UNDO_MAX = 100;

/** Edits of one class, sent one after the other, so that each carries the state that the one before has left. */
class EditQueue {
  private tail: Promise<unknown> = Promise.resolve();
  /** Groups of values as they were before, the last at the end; those of changes under way are still to come. */
  private readonly past: { readonly before: Promise<readonly Edit[]> }[] = [];
  private readonly client: QueryClient;
  private readonly of: Of;
  private readonly onConflict: (conflict: Conflict) => void;

  constructor(client: QueryClient, of: Of, onConflict: (conflict: Conflict) => void) {
    this.client = client;
    this.of = of;
    this.onConflict = onConflict;
  }

  /** @returns the value before, or undefined where the edit was not stored; @throws ConsoleError other than a conflict */
  apply(edit: Edit, over = false): Promise<Edit | undefined> {
    const shown = shownRow(this.client, this.of, edit.objectId);
    this.show(edit);
    const sent = this.tail.then(() => this.send(edit, shown, over));
    this.tail = sent.catch(() => undefined);
    return sent;
  }

  /** Called as a change begins, so that an undo that follows at once takes that change back, and no earlier one. */
  remember(before: Promise<readonly Edit[]>): void {
    const group = { before: before.catch(() => []) }; // told where the change itself is waited for
    this.past.push(group);
    if (this.past.length > UNDO_MAX) this.past.shift();
    void group.before.then((edits) => {
      const index = edits.length === 0 ? this.past.indexOf(group) : -1;
      if (index !== -1) this.past.splice(index, 1);
    });
  }

  /** Empty where nothing can be undone. A change under way is waited for. */
  async takeLast(): Promise<readonly Edit[]> {
    return (await this.past.pop()?.before) ?? [];
  }

  showObject(object: RestObject): void {
    patchRow(this.client, this.of, object.objectId, () => object);
  }

  /** Details that are open beside the grid. */
  private readDetailsAgain(objectId: string): void {
    const { app, className } = this.of;
    void this.client.invalidateQueries({ queryKey: ['object', app, className, objectId] });
    void this.client.invalidateQueries({ queryKey: ['history', app, `${className}/${objectId}`] });
  }

  private show({ objectId, values }: Edit): void {
    patchRow(this.client, this.of, objectId, (object) => withValues(object, values));
  }

  /** @param shown the object before the edit; undefined where no row shows it, and it is read */
  private async send(edit: Edit, shown: RestObject | undefined, over: boolean): Promise<Edit | undefined> {
    const { objectId } = edit;
    const now = shownRow(this.client, this.of, objectId) ?? (await call('data/get', { ...this.of, objectId })).object;
    const before = replaced(edit, shown ?? now);
    const ifUpdatedAt = over ? undefined : now.updatedAt;
    try {
      const { object } = await call('data/update', {
        ...this.of,
        objectId,
        changes: changesOf(edit),
        ...(ifUpdatedAt === undefined ? {} : { ifUpdatedAt }),
      });
      await this.client.cancelQueries({ queryKey: ['rows', this.of.app, this.of.className] });
      this.showObject(object);
      this.readDetailsAgain(objectId);
      return before;
    } catch (error) {
      this.show(before);
      if (!isConsoleError(error, 409)) throw error;
      const { object: theirs } = await call('data/get', { ...this.of, objectId });
      this.showObject(theirs);
      this.onConflict({ edit, theirs });
      return undefined;
    }
  }
}

const refused = (field: string, error: unknown) => tell({ text: t.data.cell.refused(field), detail: describe(error), tone: 'bad' });

/** Edits of the objects of a class: optimistic, in order, undoable, and never over a change of somebody else. */
export function useEdits(app: string, className: string): Edits {
  const client = useQueryClient();
  const [conflict, setConflict] = useState<Conflict>();
  const queue = useMemo(() => new EditQueue(client, { app, className }, setConflict), [client, app, className]);

  const undo = async (): Promise<void> => {
    const group = await queue.takeLast();
    if (group.length === 0) return tell({ text: t.data.cell.nothingToUndo });
    for (const edit of group) await queue.apply(edit).catch((error: unknown) => refused(namesOf(edit), error));
    tell({ text: t.data.cell.undone(group[0] === undefined ? '' : namesOf(group[0])) });
  };

  const save = async (edit: Edit, over = false): Promise<boolean> => {
    try {
      const applied = queue.apply(edit, over);
      queue.remember(applied.then((before) => (before === undefined ? [] : [before])));
      if ((await applied) === undefined) return false;
      const { saved, unsetDone } = t.data.cell;
      const isUnset = Object.values(edit.values).every((value) => value === undefined);
      tell({ text: (isUnset ? unsetDone : saved)(namesOf(edit)), action: { label: t.undo, run: () => void undo() } });
      return true;
    } catch (error) {
      refused(namesOf(edit), error);
      return false;
    }
  };

  const saveAll: Edits['saveAll'] = async (edits, onProgress) => {
    const done: Edit[] = [];
    const refusals: string[] = [];
    const whole = Promise.withResolvers<readonly Edit[]>();
    queue.remember(whole.promise);
    for (const [index, edit] of edits.entries()) {
      try {
        const before = await queue.apply(edit);
        if (before !== undefined) done.push(before);
      } catch (error) {
        refusals.push(`${edit.objectId}: ${describe(error)}`);
      }
      onProgress(index + 1);
    }
    whole.resolve(done);
    return refusals;
  };

  return {
    save: (edit) => save(edit),
    saveAll,
    undo,
    conflict,
    settle: async (choice) => {
      const settled = conflict;
      setConflict(undefined);
      if (choice === 'mine' && settled !== undefined) await save(settled.edit, true);
    },
  };
}
