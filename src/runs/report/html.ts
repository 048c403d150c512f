/** HTML from templates that escape whatever is put into them: `html`, nothing else makes markup. Well-formed as XML, too. */
import { printable } from '../../protocol/printable';

/** Text that is markup already. */
export interface Html {
  readonly markup: string;
}

export type HtmlValue = string | number | Html | readonly Html[] | null;

/**
 * Markup out of a template. Texts and numbers are escaped, for elements and for attributes in double quotes; lists are
 * written one after the other, null is nothing.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { markup: parts.map((part, i) => part + (i < values.length ? markupOf(values[i]!) : '')).join('') };
}

function markupOf(value: HtmlValue): string {
  if (value === null) return '';
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that no document may hold (controls, halves of pairs) are shown as what they are not. */
function escaped(text: string): string {
  return printable(text)
    .replace(/[\p{Cs}\ufffe\uffff]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character]!);
}
