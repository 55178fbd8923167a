import type { Body } from './source.js';

/** Answers kept at most. */
const ANSWERS_MAX = 512;
/** Cells of all kept answers at most; one takes about ten bytes, its text included a few more. */
const CELLS_MAX = 4_000_000;

/** Answers of figures that did not change since; the one asked for longest ago goes first. */
export class AnswerCache {
  readonly #answers = new Map<string, { readonly content: object; readonly body: Body }>();
  #cells = 0;

  /** @param make is called when no answer of this content is kept */
  get(key: string, content: object, make: () => Body): Body {
    const found = this.#answers.get(key);
    if (found?.content === content) {
      this.#answers.delete(key);
      this.#answers.set(key, found);
      return found.body;
    }
    this.#forget(key);
    const body = make();
    this.#answers.set(key, { content, body });
    this.#cells += cellsOf(body);
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= ANSWERS_MAX && this.#cells <= CELLS_MAX) break;
      this.#forget(oldest);
    }
    return body;
  }

  /** Cells of the answers that are kept. */
  get cells(): number {
    return this.#cells;
  }

  #forget(key: string): void {
    const found = this.#answers.get(key);
    if (found === undefined) return;
    this.#answers.delete(key);
    this.#cells -= cellsOf(found.body);
  }
}

function cellsOf({ rows, columns }: Body): number {
  return rows.length * columns.length;
}
