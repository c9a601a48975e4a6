// SPDX-License-Identifier: Apache-2.0
// Long lists in little memory: rows are made for the chunks near the window only; a chunk that left it becomes one
// empty block of the height it had.
import { Directive, directive, PartType } from './lit.js';

export const CHUNK = 50;

class Watched extends Directive {
  constructor(info) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new Error('for elements only');
  }

  render() {}

  update(part, [window, index]) {
    window.watch(part.element, index);
  }
}

/** Marks the element of a chunk. */
export const watched = directive(Watched);

export class ChunkWindow {
  #observer;
  #indexes = new WeakMap();
  #near = new Set([0]);
  #heights = new Map();

  constructor(update) {
    this.#observer = new IntersectionObserver(
      (entries) => {
        let changed = false;
        for (const entry of entries) {
          const index = this.#indexes.get(entry.target);
          if (entry.isIntersecting) {
            changed ||= !this.#near.has(index);
            this.#near.add(index);
          } else if (entry.target.isConnected && this.isNear(index) && entry.boundingClientRect.height > 0) {
            this.#heights.set(index, entry.boundingClientRect.height);
            this.#near.delete(index);
            changed = true;
          }
        }
        if (changed) update();
      },
      { rootMargin: '1200px 0px' },
    );
  }

  watch(element, index) {
    if (this.#indexes.get(element) === index) return;
    this.#indexes.set(element, index);
    this.#observer.unobserve(element);
    this.#observer.observe(element);
  }

  /** Whether a chunk's rows are to be made; those never measured are. */
  isNear(index) {
    return this.#near.has(index) || !this.#heights.has(index);
  }

  height(index) {
    return Math.round(this.#heights.get(index));
  }

  /** Another list. */
  reset() {
    this.#near = new Set([0]);
    this.#heights.clear();
  }

  stop() {
    this.#observer.disconnect();
  }
}

/** A list in chunks. */
export function chunksOf(items) {
  const chunks = [];
  for (let from = 0; from < items.length; from += CHUNK) chunks.push(items.slice(from, from + CHUNK));
  return chunks;
}
