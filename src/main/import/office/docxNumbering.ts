import { bulletSign, listNumber } from './listNumber';
import { wholeNumber } from './docxStyles';
import { readXml } from './xml';

/** One level of a list. */
export type Level = {
  start: number;
  format: string;
  /** `%1.%2`: each number by its level, counted from 1. */
  text: string;
  /** Counts anew after a paragraph of a level before this one, from 1; 0 never. Null: after any before it. */
  restart: number | null;
  /** All numbers as 1, 2, 3. */
  legal: boolean;
  /** Font of the sign. */
  font: string;
};

export type Definition = {
  levels: Map<number, Level>;
  byStyle: Map<string, number>;
  link: string | null;
  style: string | null;
};
export type Instance = { definition: string; starts: Map<number, number>; levels: Map<number, Level> };

/** The lists of one story of a document, counted as its paragraphs are read in order. */
export interface ListCounter {
  /**
   * What the next paragraph in this list at this depth, from 0, begins with; empty where its level shows nothing; null
   * where there is no such list.
   */
  next(numId: string, depth: number): string | null;
}

export type Numbering = {
  counter(): ListCounter;
  /** The depth a style has in a list that names it; null where it names none. */
  depthOf(numId: string, styleId: string): number | null;
};

const DEEPEST = 8;

/** The lists of `word/numbering.xml` (ISO/IEC 29500-1, 17.9). */
export function readNumbering(part: Uint8Array | null, label: string): Numbering {
  const definitions = new Map<string, Definition>();
  const instances = new Map<string, Instance>();
  if (part !== null) readPart(part, label, definitions, instances);
  return countedLists(definitions, instances);
}

/** Lists of these definitions, by their ids, and of the instances that paragraphs name. */
export function countedLists(
  definitions: ReadonlyMap<string, Definition>,
  instances: ReadonlyMap<string, Instance>,
): Numbering {
  /** A definition may only name a style of lists, which another definition describes. */
  function definitionOf(id: string): { id: string; definition: Definition } | null {
    const definition = definitions.get(id);
    if (definition === undefined) return null;
    if (definition.levels.size > 0 || definition.link === null) return { id, definition };
    for (const [other, candidate] of definitions) {
      if (candidate.style === definition.link && candidate.levels.size > 0)
        return { id: other, definition: candidate };
    }
    return { id, definition };
  }

  function depthOf(numId: string, styleId: string): number | null {
    const instance = instances.get(numId);
    const found = instance && definitionOf(instance.definition);
    return found?.definition.byStyle.get(styleId) ?? null;
  }

  function counter(): ListCounter {
    const counts = new Map<string, (number | null)[]>();
    const used = new Set<string>();
    return {
      next(numId, given) {
        const instance = instances.get(numId);
        const found = instance && definitionOf(instance.definition);
        if (!instance || !found) return null;
        const depth = Math.max(0, Math.min(DEEPEST, given));
        const levelAt = (at: number): Level | undefined =>
          instance.levels.get(at) ?? found.definition.levels.get(at);
        const level = levelAt(depth);
        if (!level) return null;
        let count = counts.get(found.id);
        if (count === undefined) counts.set(found.id, (count = []));
        // A list that begins anew goes on counting with others of its definition only where it says nothing else.
        const isFirst = !used.has(`${numId} ${depth}`);
        used.add(`${numId} ${depth}`);
        const anew = isFirst ? instance.starts.get(depth) : undefined;
        const before = count[depth] ?? null;
        count[depth] = anew ?? (before === null ? (instance.starts.get(depth) ?? level.start) : before + 1);
        // Levels that were passed over count as shown: after "1.1.1" as the first of its list, its second level goes on with 1.2.
        for (let above = 0; above < depth; above += 1) {
          const passed = levelAt(above);
          if (passed !== undefined) count[above] ??= instance.starts.get(above) ?? passed.start;
        }
        for (let deeper = depth + 1; deeper <= DEEPEST; deeper += 1) {
          const restart = levelAt(deeper)?.restart ?? null;
          if (restart === null || depth < restart) count[deeper] = null;
        }
        if (level.format === 'bullet')
          return level.text.trim() === '' ? '' : bulletSign(level.text, level.font);
        return level.text.replace(/%([1-9])/g, (_, digit: string) => {
          const at = Number(digit) - 1;
          const shown = levelAt(at);
          if (shown === undefined || at > depth) return '';
          const value = count[at] ?? shown.start;
          return listNumber(value, level.legal ? 'decimal' : shown.format);
        });
      },
    };
  }
  return { counter, depthOf };
}

function readPart(
  part: Uint8Array,
  label: string,
  definitions: Map<string, Definition>,
  instances: Map<string, Instance>,
): void {
  let definition: Definition | null = null;
  let instance: Instance | null = null;
  let override: number | null = null;
  let level: Level | null = null;
  let depth = 0;
  readXml(part, label, {
    open(name, attribute) {
      const value = attribute('w:val');
      switch (name) {
        case 'w:abstractNum':
          definition = { levels: new Map(), byStyle: new Map(), link: null, style: null };
          definitions.set(attribute('w:abstractNumId') ?? '', definition);
          break;
        case 'w:num':
          instance = { definition: '', starts: new Map(), levels: new Map() };
          instances.set(attribute('w:numId') ?? '', instance);
          break;
        case 'w:abstractNumId':
          if (instance) instance.definition = value ?? '';
          break;
        case 'w:numStyleLink':
          if (definition) definition.link = value;
          break;
        case 'w:styleLink':
          if (definition) definition.style = value;
          break;
        case 'w:lvlOverride':
          override = wholeNumber(attribute('w:ilvl'));
          break;
        case 'w:startOverride':
          if (instance && override !== null) instance.starts.set(override, wholeNumber(value) ?? 1);
          break;
        case 'w:lvl': {
          depth = wholeNumber(attribute('w:ilvl')) ?? 0;
          level = { start: 0, format: 'decimal', text: '', restart: null, legal: false, font: '' };
          (instance ?? definition)?.levels.set(depth, level);
          break;
        }
        case 'w:rFonts':
          if (level) level.font = attribute('w:ascii') ?? attribute('w:hAnsi') ?? '';
          break;
        case 'w:start':
          if (level) level.start = wholeNumber(value) ?? 0;
          break;
        case 'w:numFmt':
          if (level) level.format = value ?? 'decimal';
          break;
        case 'w:lvlText':
          if (level) level.text = value ?? '';
          break;
        case 'w:lvlRestart':
          if (level) level.restart = wholeNumber(value);
          break;
        case 'w:isLgl':
          if (level) level.legal = value === null || /^(1|true|on)$/.test(value);
          break;
        case 'w:pStyle':
          if (definition && level && value !== null) definition.byStyle.set(value, depth);
          break;
        default:
          break;
      }
    },
    close(name) {
      if (name === 'w:abstractNum') definition = null;
      else if (name === 'w:num') instance = null;
      else if (name === 'w:lvlOverride') override = null;
      else if (name === 'w:lvl') level = null;
    },
    text: () => undefined,
  });
}
