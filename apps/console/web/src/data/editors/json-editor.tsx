import { useEffect, useRef } from 'react';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { linter, lintGutter, lintKeymap } from '@codemirror/lint';
import { EditorState, Prec } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { styleNonce } from '../../nonce.ts';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Colours of both schemes at once, so that a change of the scheme needs no other editor. */
const COLOURS = HighlightStyle.define([
  { tag: tags.string, color: 'light-dark(#a31515, #ffa8a8)' },
  { tag: tags.number, color: 'light-dark(#0b5f2a, #8ce99a)' },
  { tag: [tags.bool, tags.null], color: 'light-dark(#1c3faa, #91a7ff)' },
  { tag: tags.propertyName, color: 'light-dark(#364fc7, #a5d8ff)' },
]);
/** The two rules of lint stand in for pictures with `data:` addresses, which the policy refuses. */
const LOOK = EditorView.theme({
  '&': {
    color: 'var(--mantine-color-text)',
    backgroundColor: 'var(--mantine-color-body)',
    border: '1px solid var(--mantine-color-default-border)',
    borderRadius: 'var(--mantine-radius-md)',
    fontSize: '13px',
  },
  '&.cm-focused': { outline: '2px solid var(--mantine-primary-color-filled)' },
  '.cm-scroller': { maxHeight: '300px', minHeight: '90px', overflow: 'auto' },
  '.cm-gutters': { color: 'var(--mantine-color-dimmed)', backgroundColor: 'var(--mantine-color-default)' },
  '.cm-content': { caretColor: 'var(--mantine-color-text)' },
  '.cm-tooltip': { color: 'var(--mantine-color-text)', backgroundColor: 'var(--mantine-color-body)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--mantine-color-error)' },
  '.cm-lint-marker-error': { content: '"!"', color: 'var(--mantine-color-error)', fontWeight: 'bold' },
});
/** Left to whoever holds the editor: it saves. */
const LEFT_ALONE = Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => true }]));

/** Edits JSON: colours, brackets, and faults where they are. Tab leaves it. */
export function JsonEditor({ label, value, onChange }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const begun = useRef({ label, value });
  const changed = useRef(onChange);
  useEffect(() => {
    changed.current = onChange;
  });
  useEffect(() => {
    if (host.current === null) return undefined;
    const extensions = [
      EditorView.cspNonce.of(styleNonce),
      lineNumbers(),
      history(),
      bracketMatching(),
      LOOK,
      syntaxHighlighting(COLOURS),
      json(),
      linter(jsonParseLinter()),
      lintGutter(),
      LEFT_ALONE,
      keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': begun.current.label, spellcheck: 'false' }),
      EditorView.updateListener.of(({ docChanged, state }) => docChanged && changed.current(state.doc.toString())),
    ];
    const view = new EditorView({ parent: host.current, state: EditorState.create({ doc: begun.current.value, extensions }) });
    view.focus();
    return () => view.destroy();
  }, []);
  return <div ref={host} />;
}
