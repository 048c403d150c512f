/** One section without what stands first: closed it says how much is inside, and how much of that is not the default. */
import { ChevronRight } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import formStyles from './Form.module.css';
import { FormFieldView } from './FormField';
import { type Form, shownIn } from './form';
import type { Section } from './formFields';
import { changedIn } from './grouping';
import styles from './SectionPanel.module.css';

export interface SectionPanelProps {
  form: Form;
  section: Section;
  open: boolean;
  /** Something inside has to be mended, so it cannot be closed. */
  wrong: boolean;
  onOpen: (open: boolean) => void;
  /** What the task shows below the section, open or not. */
  aside: ReactNode;
}

export function SectionPanel({ form, section, open, wrong, onOpen, aside }: SectionPanelProps) {
  const id = useId();
  const shown = shownIn(form, section).length;
  const inside = form.settings(section).length;
  const changed = changedIn(section, form.config).length;
  if (form.search ? shown === 0 : inside === 0 && !aside) return null;
  const isOpen = form.search !== null || open;
  return (
    <section className={styles.section}>
      <h2 className={styles.title}>
        {form.search || inside === 0 ? (
          section.label
        ) : (
          <button
            type="button"
            className={styles.opener}
            aria-expanded={isOpen}
            aria-controls={id}
            disabled={wrong}
            title={wrong ? 'Mend what is marked first' : undefined}
            onClick={() => onOpen(!open)}
          >
            <ChevronRight aria-hidden="true" />
            {section.label}
            <span className={styles.inside}>
              {changed > 0 && <span className={styles.changed}>{changed} changed</span>}
              {inside} {inside === 1 ? 'setting' : 'settings'}
            </span>
          </button>
        )}
      </h2>
      <div id={id} className={formStyles.grid} hidden={!isOpen || shown === 0}>
        {isOpen && <FormFieldView form={form} field={section} />}
      </div>
      {aside}
    </section>
  );
}
