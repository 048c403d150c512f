/** A streaming reader of the XML in workbooks: tags with their attributes and text, a piece at a time. It checks no schema. */
import { AnnealError } from '../../protocol/errors';

export interface XmlSink {
  /** @param name without its namespace prefix. @param attributes as they stand; `attributeOf` reads one. */
  open(name: string, attributes: string): void;
  /** Also of an element without content, after `open`. */
  close(name: string): void;
  /** Perhaps a part of the text between two tags; entities are resolved. */
  text(text: string): void;
}

export interface XmlReader {
  /** @throws AnnealError `file-format` for what is no XML. */
  take(piece: string): void;
  end(): void;
}

/** A longer tag or entity is no XML that a program writes. */
const LONGEST_TAG = 1 << 20;

const LONGEST_ENTITY = 12;

/** @param place of the part, for errors. */
export function createXmlReader(place: string, sink: XmlSink): XmlReader {
  let held = '';

  function take(piece: string): void {
    const text = held === '' ? piece : held + piece;
    let at = 0;
    for (;;) {
      const tag = text.indexOf('<', at);
      if (tag === -1) break;
      if (tag > at) sink.text(resolved(text.slice(at, tag)));
      const end = endOfTag(text, tag);
      if (end === -1) {
        at = tag;
        break;
      }
      takeTag(text.slice(tag, end));
      at = end;
    }
    held = text.slice(at);
    if (!held.startsWith('<')) {
      // An entity may lie across two pieces.
      const entity = held.lastIndexOf('&');
      const isCut = entity !== -1 && held.length - entity < LONGEST_ENTITY && !held.includes(';', entity);
      const whole = isCut ? held.slice(0, entity) : held;
      if (whole !== '') sink.text(resolved(whole));
      held = isCut ? held.slice(entity) : '';
    }
    if (held.length > LONGEST_TAG) throw noXml(place, 'a tag never ends');
  }

  function takeTag(tag: string): void {
    if (tag.startsWith('<![CDATA[')) {
      sink.text(tag.slice(9, -3));
      return;
    }
    // Declarations of a document type would define entities; none is ever resolved.
    if (tag[1] === '!' || tag[1] === '?') return;
    if (tag.includes('<', 1)) throw noXml(place, 'a tag is not closed');
    if (tag[1] === '/') {
      sink.close(localName(tag.slice(2, -1).trim()));
      return;
    }
    const isEmpty = tag.endsWith('/>');
    const content = tag.slice(1, isEmpty ? -2 : -1);
    const space = content.search(/\s/);
    const name = localName(space === -1 ? content : content.slice(0, space));
    sink.open(name, space === -1 ? '' : content.slice(space));
    if (isEmpty) sink.close(name);
  }

  return {
    take,
    end() {
      if (held !== '') throw noXml(place, 'it breaks off');
    },
  };
}

function endOfTag(text: string, tag: number): number {
  const behind = (mark: string) => {
    const at = text.indexOf(mark, tag);
    return at === -1 ? -1 : at + mark.length;
  };
  if (text.startsWith('<!', tag)) {
    if (text.startsWith('<!--', tag)) return behind('-->');
    if (text.startsWith('<![CDATA[', tag)) return behind(']]>');
    // Too short to tell.
    if (text.length - tag < 9) return -1;
  }
  // A > may stand in the value of an attribute.
  for (let at = text.indexOf('>', tag); at !== -1; at = text.indexOf('>', at + 1)) {
    const before = text.slice(tag, at);
    if (before.split('"').length % 2 === 1 || !before.includes('=')) return at + 1;
  }
  return -1;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** @param attributes as `XmlSink.open` gets them. @param name without a prefix. @returns null where it is not there. */
export function attributeOf(attributes: string, name: string): string | null {
  for (let at = attributes.indexOf(name); at !== -1; at = attributes.indexOf(name, at + 1)) {
    const before = attributes[at - 1];
    if (before !== undefined && !/[\s:]/.test(before)) continue;
    const found = /^\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(attributes.slice(at + name.length));
    if (found) return resolved(found[1] ?? found[2] ?? '');
  }
  return null;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function resolved(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|\w{2,8});/g, (whole, entity: string) => {
    if (entity[0] !== '#') return Object.hasOwn(entities, entity) ? entities[entity]! : whole;
    const code = entity[1] === 'x' ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function noXml(place: string, what: string): AnnealError {
  return new AnnealError('file-format', `${place} is not sound: ${what}.`, {
    place,
    remedy: 'Open the workbook in a spreadsheet program and save it anew, or save the sheet as CSV.',
  });
}
