import type { DocumentText } from '../../core/model/document';
import type { Id } from '../../core/model/id';
import { sameStamp, stampOf } from './catalogueRow';
import type { FileFacts } from './disk';

type Written = { readonly text: DocumentText; readonly facts: FileFacts };

/** Bytes of files whose texts are held; in memory a text takes about twice as much. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Texts as they were written last, the newest few megabytes of them: an import's documents are asked for again at once, by the
 * search and by what looks for reuse. Each is held against the facts of its file, so that one changed by hand is read.
 */
export class WrittenTexts {
  readonly #most: number;
  /** Oldest first. */
  readonly #texts = new Map<Id, Written>();
  #size = 0;

  constructor(most = MOST_BYTES) {
    this.#most = most;
  }

  /** `facts` are those of the file as it was written; where they are not known, the text is not kept. */
  keep(id: Id, text: DocumentText, facts: FileFacts | null): void {
    this.forget(id);
    if (facts === null || facts.size > this.#most) return;
    this.#texts.set(id, { text, facts });
    this.#size += facts.size;
    for (const oldest of this.#texts.keys()) {
      if (this.#size <= this.#most) return;
      this.forget(oldest);
    }
  }

  has(id: Id): boolean {
    return this.#texts.has(id);
  }

  /** The text while its file is as it was written, with these facts now; else null, and it is forgotten. */
  find(id: Id, facts: FileFacts | null): DocumentText | null {
    const found = this.#texts.get(id);
    if (!found) return null;
    if (facts?.kind === 'file' && sameStamp(stampOf(facts), stampOf(found.facts))) return found.text;
    this.forget(id);
    return null;
  }

  forget(id: Id): void {
    this.#size -= this.#texts.get(id)?.facts.size ?? 0;
    this.#texts.delete(id);
  }
}
