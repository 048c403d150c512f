/**
 * Which sections of a draft's form are open. They open on request, and by themselves where a preset is chosen that
 * changes something inside, or where something inside is wrong; what has opened stays, so that nothing closes under the
 * hand that mends it. Kept while the page lives.
 */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Draft } from '../../store/draft';
import { describedTask } from '../../tasks/runConfig';
import type { Section } from './formFields';
import { changedIn, settingsIn } from './grouping';

export interface Opening {
  /** The preset that has been followed, of which task; null when the settings are one's own. */
  preset: string | null;
  /** Keys of open sections. */
  open: ReadonlySet<string>;
}

const closed: Opening = { preset: null, open: new Set() };

/** By fingerprint. */
const openings = createStore<Record<string, Opening>>(() => ({}));

/**
 * What is open after the draft has become what it is; the same object where nothing changes.
 * @param sections without what stands first.
 */
export function followed(opening: Opening, draft: Draft, sections: readonly Section[]): Opening {
  const preset = draft.preset === null ? null : `${draft.task}/${draft.preset}`;
  const isNew = preset !== opening.preset;
  const wanted = sections
    .filter((section) => (isNew && isTouched(section, draft)) || isWrong(section, draft))
    .map(({ key }) => key);
  if (!isNew && wanted.every((key) => opening.open.has(key))) return opening;
  return { preset, open: new Set([...opening.open, ...wanted]) };
}

/** Whether the draft's preset changes something inside a section. */
function isTouched(section: Section, { task, preset }: Draft): boolean {
  const chosen = preset === null ? undefined : describedTask(task).presets[preset];
  return chosen !== undefined && changedIn(section, chosen.config).length > 0;
}

/** Whether something inside a section has to be mended, which keeps it open. */
export function isWrong(section: Section, { config, problems }: Draft): boolean {
  const places = settingsIn(section, config).map(({ path }) => path);
  return problems.some(({ path }) => places.some((place) => path === place || path.startsWith(`${place}.`)));
}

interface Openness {
  isOpen(section: Section): boolean;
  setOpen(sections: readonly Section[], open: boolean): void;
}

export function useOpening(draft: Draft, sections: readonly Section[]): Openness {
  const { fingerprint } = draft;
  const kept = useStore(openings, (all) => all[fingerprint]) ?? closed;
  const opening = followed(kept, draft, sections);
  const keep = (next: Opening) => openings.setState({ [fingerprint]: next });
  useEffect(() => {
    if (opening !== kept) openings.setState({ [fingerprint]: opening });
  }, [fingerprint, kept, opening]);
  return {
    isOpen: ({ key }) => opening.open.has(key),
    setOpen(changed, open) {
      const keys = new Set(changed.map(({ key }) => key));
      const others = [...opening.open].filter((key) => !keys.has(key));
      keep({ ...opening, open: new Set(open ? [...others, ...keys] : others) });
    },
  };
}
