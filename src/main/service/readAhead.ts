import type { ImportInput } from './importInput';

/** What reading an input gave, as far as its place in the line matters. */
export type AheadRead = {
  /** Bytes held in memory until it is taken. */
  readonly held: number;
  /** Files that came out of it: their turn is next. */
  readonly children: readonly ImportInput[];
};

export type Taken<R> = { readonly input: ImportInput; readonly source: number; readonly read: R };

type Slot<R> = {
  readonly input: ImportInput;
  /** Which of the inputs given it is, or came out of. */
  readonly source: number;
  read: R | null;
  begun: boolean;
};

export type Bounds = {
  /** Inputs being read at once. */
  readonly atOnce: number;
  /** Inputs read and waiting to be taken. */
  readonly waiting: number;
  /** Bytes being read, or read and waiting. A single input may have more. */
  readonly bytes: number;
};

/** Reads inputs before their turn, within bounds, and hands them out in order; what came out of one follows it. */
export class ReadAhead<R extends AheadRead> {
  /** Begun, or come out of one that was. */
  readonly #line: Slot<R>[] = [];
  readonly #reading = new Set<Promise<void>>();
  /** Bytes announced of those being read. */
  #announced = 0;
  #next = 0;
  #taken = 0;
  #stopped = false;

  /** `read` never rejects. */
  constructor(
    private readonly inputs: readonly ImportInput[],
    private readonly read: (input: ImportInput) => Promise<R>,
    private readonly bounds: Bounds,
  ) {
    this.#fill();
  }

  get taken(): number {
    return this.#taken;
  }

  /** All that are known of by now. */
  get total(): number {
    return this.#taken + this.#line.length + this.inputs.length - this.#next;
  }

  /** The one whose turn is next; null at the end. */
  get current(): ImportInput | null {
    return this.#line[0]?.input ?? this.inputs[this.#next] ?? null;
  }

  /** The next one as soon as it is there, with those after it that are there too, `most` at the most. Empty at the end. */
  async take(most: number): Promise<Taken<R>[]> {
    this.#fill();
    while (this.#line[0]?.read === null) {
      await Promise.race(this.#reading);
      this.#fill();
    }
    const open = this.#line.findIndex((slot) => slot.read === null);
    const count = Math.min(most, open < 0 ? this.#line.length : open);
    const slots = this.#line.splice(0, count);
    this.#taken += count;
    this.#fill();
    return slots.map(({ input, source, read }) => ({ input, source, read: read! }));
  }

  /** Starts nothing more and waits for what was begun. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#reading);
  }

  #fill(): void {
    for (let slot = this.#following(); slot !== null; slot = this.#following()) this.#begin(slot);
  }

  /** The next to be begun; null where there is none or no room. */
  #following(): Slot<R> | null {
    if (this.#stopped) return null;
    const first = this.#line[0];
    // Whoever waits, waits for this one.
    if (first?.begun === false) return first;
    const open = this.#line.find((slot) => !slot.begun);
    const input = open?.input ?? this.inputs[this.#next];
    if (input === undefined || !this.#hasRoom(input)) return null;
    if (open) return open;
    const slot = { input, source: this.#next, read: null, begun: false };
    this.#next += 1;
    this.#line.push(slot);
    return slot;
  }

  #hasRoom({ size = 0 }: ImportInput): boolean {
    const { atOnce, waiting, bytes } = this.bounds;
    if (this.#reading.size >= atOnce) return false;
    let begun = 0;
    let held = this.#announced;
    for (const slot of this.#line) {
      if (!slot.begun) continue;
      begun += 1;
      held += slot.read?.held ?? 0;
    }
    return begun < waiting && (begun === 0 || (held < bytes && (held === 0 || held + size <= bytes)));
  }

  #begin(slot: Slot<R>): void {
    slot.begun = true;
    const { size = 0 } = slot.input;
    this.#announced += size;
    const reading: Promise<void> = this.read(slot.input).then((read) => {
      slot.read = read;
      this.#announced -= size;
      this.#reading.delete(reading);
      const { source } = slot;
      const children = read.children.map((input) => ({ input, source, read: null, begun: false }));
      this.#line.splice(this.#line.indexOf(slot) + 1, 0, ...children);
      this.#fill();
    });
    this.#reading.add(reading);
  }
}
