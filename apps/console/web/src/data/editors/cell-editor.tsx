import type { RestObject } from '../../api/data-operations.ts';
import type { Column } from '../columns.ts';
import { AclEditor } from './acl-editor.tsx';
import { DraftEditor } from './draft-editor.tsx';
import { RelationEditor } from './relation-editor.tsx';

interface Props {
  readonly app: string;
  readonly className: string;
  readonly object: RestObject;
  readonly column: Column;
  readonly mayWrite: boolean;
  /** undefined unsets the field. */
  readonly onSave: (value: unknown) => void;
  readonly onClose: () => void;
}

/** The editor of a cell, by the type of its column. */
export function CellEditor({ app, className, object, column, mayWrite, onSave, onClose }: Props) {
  const { name, field } = column;
  const value = object[name];
  if (field.type === 'Relation') {
    return <RelationEditor app={app} className={className} object={object} column={column} mayWrite={mayWrite} onClose={onClose} />;
  }
  if (field.type === 'ACL') return <AclEditor value={value} onSave={onSave} onCancel={onClose} />;
  return <DraftEditor app={app} name={name} field={field} value={value} onSave={onSave} onCancel={onClose} />;
}
