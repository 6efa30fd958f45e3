import { useSessionStorage } from '@mantine/hooks';
import { NEW_DRAFT, type Draft } from './draft.ts';

/** The draft of an app. It outlives a reload of the page, and ends with the tab. */
export function useDraft(app: string): [Draft, (change: (draft: Draft) => Draft) => void, () => void] {
  const [draft, setDraft, forget] = useSessionStorage<Draft>({
    key: `push-draft:${app}`,
    defaultValue: NEW_DRAFT,
    getInitialValueInEffect: false,
    deserialize: read,
  });
  return [draft, setDraft, forget];
}

/** A draft of an older version of the page may lack members. */
function read(text: string | undefined): Draft {
  try {
    const stored = JSON.parse(text ?? '{}') as Partial<Draft>;
    return { ...NEW_DRAFT, ...stored };
  } catch {
    return NEW_DRAFT;
  }
}
