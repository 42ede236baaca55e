/** Lets work pass while it is open, and holds it while it is shut. */
export class PauseGate {
  #shut: Promise<void> | null = null;
  #release: () => void = () => undefined;

  get isShut(): boolean {
    return this.#shut !== null;
  }

  shut(): void {
    this.#shut ??= new Promise((resolve) => (this.#release = resolve));
  }

  open(): void {
    this.#shut = null;
    this.#release();
  }

  /** Resolves at once, or when the gate opens. */
  readonly passed = async (): Promise<void> => {
    while (this.#shut) await this.#shut;
  };
}
