/** A strict reader of markup for tests: every element closed, every attribute quoted, every `<` and `&` accounted for. */

export interface Element {
  name: string;
  attributes: Record<string, string>;
}

/** Elements in their order, and the text between them. @throws Error naming what is not well-formed. */
export function readMarkup(markup: string): { elements: Element[]; text: string } {
  const elements: Element[] = [];
  const open: string[] = [];
  let text = '';
  const token = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  let at = 0;
  for (const found of markup.matchAll(token)) {
    if (found.index !== at) break;
    at += found[0].length;
    const [, closes, name = '', given = '', empty, between] = found;
    if (between !== undefined) {
      if (open.at(-1) !== 'style') {
        if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(between))
          throw new Error(`An open entity: ${between.slice(0, 60)}`);
        text += unescaped(between);
      }
      continue;
    }
    if (closes) {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> closes <${last}>.`);
      continue;
    }
    const attributes = [...given.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key, value]) => [
      key,
      unescaped(value ?? ''),
    ]);
    elements.push({ name, attributes: Object.fromEntries(attributes) });
    if (!empty) open.push(name);
  }
  if (at !== markup.length) throw new Error(`Not well-formed at: ${markup.slice(at, at + 80)}`);
  if (open.length > 0) throw new Error(`Left open: ${open.join(', ')}`);
  return { elements, text };
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
