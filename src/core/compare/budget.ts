/**
 * Time that a comparison may take. Work asks `spent` before each larger step and takes its cheap way out once it is true;
 * `cut` then tells that the result is coarser than it could be.
 */
export class Budget {
  readonly #end: number;
  cut = false;

  /** `Infinity` for no limit of time; limits of work (see alignWords) still hold. */
  constructor(milliseconds: number) {
    this.#end = performance.now() + milliseconds;
  }

  get spent(): boolean {
    return performance.now() > this.#end;
  }

  /** Milliseconds left, at least 0. */
  get left(): number {
    return Math.max(0, this.#end - performance.now());
  }
}
