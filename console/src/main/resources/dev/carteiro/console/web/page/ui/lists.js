// SPDX-License-Identifier: Apache-2.0
// Lists that go on as one scrolls, however long.
import { html, nothing, guard, ref } from '../lib/lit.js';
import { t, language } from '../lib/i18n.js';
import { chunksOf, ChunkWindow, watched } from '../lib/chunks.js';
import { button, failure, row, skeleton, tableFrame } from './parts.js';

/** The scrolling side of a list: which rows exist, and reading on. */
export class EndlessList {
  constructor(pages, visit) {
    this.pages = pages;
    this.window = new ChunkWindow(visit.update);
    this.end = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && pages.more(), {
      rootMargin: '600px 0px',
    });
    this.watchEnd = (element) => {
      this.end.disconnect();
      if (element) this.end.observe(element);
    };
    visit.whenLeft(() => {
      this.window.stop();
      this.end.disconnect();
      pages.stop();
    });
  }

  restart() {
    this.window.reset();
    return this.pages.restart();
  }

  /** `minute` makes relative times move on; `mark` is what else the rows depend on. */
  view({ label, columns, emptyView, mark = '', rowClass = () => '', extra = '' }) {
    const { pages } = this;
    if (pages.state === 'loading') return skeleton(8);
    if (pages.state === 'error' && !pages.items.length) return failure(pages.error, () => pages.retry());
    if (!pages.items.length) return emptyView();
    const minute = Math.floor(Date.now() / 10_000);
    const bodies = chunksOf(pages.items).map((items, index) =>
      this.window.isNear(index)
        ? html`<tbody role="rowgroup" ${watched(this.window, index)}>
            ${guard([items[0], items.length, items[items.length - 1], pages.items, minute, language(), mark], () =>
              items.map((item) => row(columns, item, rowClass(item))),
            )}
          </tbody>`
        : html`<tbody role="rowgroup" class="far" ${watched(this.window, index)}>
            <tr role="row"><td role="cell" colspan=${columns.length} height=${this.window.height(index)}></td></tr>
          </tbody>`,
    );
    return html`${tableFrame(label, columns, bodies, extra)} ${this.#foot()}`;
  }

  #foot() {
    const { pages } = this;
    if (pages.state === 'error') return failure(pages.error, () => pages.retry());
    if (pages.state === 'more') return skeleton(2);
    if (!pages.next) return html`<p class="list-end muted small">${t('list.end')}</p>`;
    return html`<div class="list-more" ${ref(this.watchEnd)}>${button(t('list.more'), () => pages.more(), { small: true })}</div>`;
  }
}

export const partialNotice = (answer) =>
  answer?.partial
    ? html`<p class="notice warn" role="status"><span>${t('partial', { missing: (answer.missing ?? []).join(', ') || '?' })}</span></p>`
    : nothing;
