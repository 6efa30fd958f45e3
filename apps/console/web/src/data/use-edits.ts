import { useMemo, useState } from 'react';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { isConsoleError } from '../api/console-error.ts';
import type { RestObject } from '../api/data-operations.ts';
import { describe } from '../parts/failure.tsx';
import { tell } from '../parts/notices.tsx';
import { t } from '../texts/index.ts';
import { patchRow, shownRow, type Listing } from './use-rows.ts';

/** A new value of one field; undefined unsets it. */
export interface Edit {
  readonly objectId: string;
  readonly field: string;
  readonly value: unknown;
}

/** An edit that somebody else was faster than; nothing of it is stored. */
export interface Conflict {
  readonly edit: Edit;
  readonly theirs: RestObject;
}

export interface Edits {
  /** Saves a value: the screen shows it at once, and puts the old one back where it is refused. Resolves to whether it is stored. */
  readonly save: (edit: Edit) => Promise<boolean>;
  /** Saves the same value for many objects; one undo takes all of it back. */
  readonly saveAll: (edits: readonly Edit[], onProgress: (done: number) => void) => Promise<readonly string[]>;
  readonly undo: () => Promise<void>;
  readonly conflict: Conflict | undefined;
  /** Ends a conflict: with the value of the others, or with one's own over it. */
  readonly settle: (choice: 'theirs' | 'mine') => Promise<void>;
}

type Of = Pick<Listing, 'app' | 'className'>;

function withField(object: RestObject, field: string, value: unknown): RestObject {
  const { [field]: _, ...rest } = object;
  return (value === undefined ? rest : { ...rest, [field]: value }) as RestObject;
}

const changeOf = ({ field, value }: Edit) => ({ [field]: value === undefined ? { __op: 'Delete' } : value });

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
    const before: Edit = { ...edit, value: shown?.[edit.field] };
    this.show(edit);
    const sent = this.tail.then(() => this.send(edit, before, over));
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

  private show({ objectId, field, value }: Edit): void {
    patchRow(this.client, this.of, objectId, (object) => withField(object, field, value));
  }

  private async send(edit: Edit, before: Edit, over: boolean): Promise<Edit | undefined> {
    const { objectId } = edit;
    const ifUpdatedAt = over ? undefined : shownRow(this.client, this.of, objectId)?.updatedAt;
    try {
      const { object } = await call('data/update', {
        ...this.of,
        objectId,
        changes: changeOf(edit),
        ...(ifUpdatedAt === undefined ? {} : { ifUpdatedAt }),
      });
      await this.client.cancelQueries({ queryKey: ['rows', this.of.app, this.of.className] });
      this.showObject(object);
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
    for (const edit of group) await queue.apply(edit).catch((error: unknown) => refused(edit.field, error));
    tell({ text: t.data.cell.undone(group[0]?.field ?? '') });
  };

  const save = async (edit: Edit, over = false): Promise<boolean> => {
    try {
      const applied = queue.apply(edit, over);
      queue.remember(applied.then((before) => (before === undefined ? [] : [before])));
      if ((await applied) === undefined) return false;
      const { saved, unsetDone } = t.data.cell;
      tell({ text: (edit.value === undefined ? unsetDone : saved)(edit.field), action: { label: t.undo, run: () => void undo() } });
      return true;
    } catch (error) {
      refused(edit.field, error);
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
