/**
 * The numbers of documents that were taken in lately, and who has them: chains in typed arrays under an open table, since a
 * map of lists costs several times as much to fill.
 */
export class LiveNumbers {
  #slots = new Int32Array(0);
  #mask = -1;
  /** By entry of a different number: the number, how many have it, and one more than its last holder's entry. */
  readonly #numbers = new Numbers();
  readonly #counts = new Numbers();
  readonly #lasts = new Numbers();
  /** By entry of a holder: the document, and one more than the entry of the holder before. */
  readonly #documents = new Numbers();
  readonly #befores = new Numbers();

  /** Numbers held, each counted for each of its holders. */
  get size(): number {
    return this.#documents.length;
  }

  /** A document has a number; each is told once. */
  add(number: number, document: number): void {
    if (this.#numbers.length * 2 >= this.#slots.length) this.#widen();
    const slot = this.#slot(number);
    let entry = this.#slots[slot]! - 1;
    if (entry < 0) {
      entry = this.#numbers.length;
      this.#slots[slot] = entry + 1;
      this.#numbers.push(number);
      this.#counts.push(0);
      this.#lasts.push(0);
    }
    this.#documents.push(document);
    this.#befores.push(this.#lasts.values[entry]!);
    this.#lasts.values[entry] = this.#documents.length;
    this.#counts.values[entry]! += 1;
  }

  /** How many have a number. */
  count(number: number): number {
    const entry = this.#entry(number);
    return entry < 0 ? 0 : this.#counts.values[entry]!;
  }

  /** Tells of each document that has a number, the latest first. */
  each(number: number, tell: (document: number) => void): void {
    const entry = this.#entry(number);
    if (entry < 0) return;
    for (let at = this.#lasts.values[entry]!; at > 0; at = this.#befores.values[at - 1]!)
      tell(this.#documents.values[at - 1]!);
  }

  /** The different numbers, rising. */
  sorted(): Uint32Array {
    return this.#numbers.values.slice(0, this.#numbers.length).sort();
  }

  clear(): void {
    this.#slots = new Int32Array(0);
    this.#mask = -1;
    for (const list of [this.#numbers, this.#counts, this.#lasts, this.#documents, this.#befores])
      list.clear();
  }

  #entry(number: number): number {
    return this.#mask < 0 ? -1 : this.#slots[this.#slot(number)]! - 1;
  }

  #slot(number: number): number {
    let slot = number & this.#mask;
    for (;;) {
      const entry = this.#slots[slot]! - 1;
      if (entry < 0 || this.#numbers.values[entry] === number) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }

  #widen(): void {
    this.#slots = new Int32Array(Math.max(1_024, this.#slots.length * 2));
    this.#mask = this.#slots.length - 1;
    for (let entry = 0; entry < this.#numbers.length; entry += 1)
      this.#slots[this.#slot(this.#numbers.values[entry]!)] = entry + 1;
  }
}

/** A list of numbers below 2^32 that grows. */
class Numbers {
  values = new Uint32Array(0);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const wider = new Uint32Array(Math.max(1_024, this.length * 2));
      wider.set(this.values);
      this.values = wider;
    }
    this.values[this.length++] = value;
  }

  clear(): void {
    this.values = new Uint32Array(0);
    this.length = 0;
  }
}
