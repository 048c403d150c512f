/** What the question mark beside a setting says: its help, its key in the JSON, and what it takes. */
import type { About } from '../../ui/controls/HelpTip';
import type { FormField } from './formFields';

export function aboutOf(field: FormField): About {
  const key = field.kind === 'variant' ? `${field.path}.${field.by}` : field.path;
  return { help: field.help, key, takes: field.takes };
}
