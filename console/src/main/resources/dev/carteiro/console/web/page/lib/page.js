// SPDX-License-Identifier: Apache-2.0
// What a page is given while it is shown: reads that end with it, the live feed, its part of the address.
import { taste } from './settings.js';

/** One thing read from the server, with what happened last. */
class Resource {
  #read;
  #visit;
  #serial = 0;

  constructor(read, visit) {
    this.#read = read;
    this.#visit = visit;
    this.data = null;
    this.error = null;
    this.loading = false;
  }

  async refresh() {
    const serial = ++this.#serial;
    this.loading = true;
    try {
      const data = await this.#read(this.#visit.signal);
      if (serial !== this.#serial || this.#visit.signal.aborted) return;
      this.data = data;
      this.error = null;
    } catch (e) {
      if (serial !== this.#serial || this.#visit.signal.aborted) return;
      this.error = e;
    }
    this.loading = false;
    this.#visit.update();
  }

  /** Forgets what was read, then reads anew. */
  restart() {
    this.data = null;
    this.error = null;
    this.#visit.update();
    return this.refresh();
  }
}

/** From entering a page to leaving it. */
export class Visit {
  #ending = new AbortController();
  #endings = [];

  constructor({ update, feed, session, params, query }) {
    this.update = update;
    this.feed = feed;
    this.session = session;
    this.params = params;
    this.query = query;
  }

  get signal() {
    return this.#ending.signal;
  }

  /** Reads now. */
  resource(read) {
    const resource = new Resource(read, this);
    resource.refresh();
    return resource;
  }

  /** Reads now and every `every` ms, unless the page is hidden. */
  polled(read, every) {
    const resource = this.resource(read);
    const timer = setInterval(() => document.hidden || resource.loading || resource.refresh(), every);
    this.whenLeft(() => clearInterval(timer));
    return resource;
  }

  /** Calls `react` at most once in `every` ms while events of these types come. */
  onEvents(types, react, every = 1000) {
    let timer = null;
    const off = this.feed.on((event) => {
      if (!types.includes(event.type) || timer) return;
      timer = setTimeout(() => {
        timer = null;
        if (!document.hidden) react();
      }, every);
    });
    this.whenLeft(() => {
      off();
      clearTimeout(timer);
    });
  }

  whenLeft(ending) {
    this.#endings.push(ending);
  }

  /** Writes what the page shows into the address, so that it can be sent to someone. */
  remember(query) {
    const given = Object.entries(query).filter(([, value]) => value);
    const path = location.hash.split('?')[0];
    history.replaceState(null, '', given.length ? `${path}?${new URLSearchParams(given)}` : path);
  }

  end() {
    this.#ending.abort();
    this.#endings.forEach((ending) => ending());
  }
}

export function applyTheme() {
  const chosen = taste.get('theme');
  if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
}

export function toggleTheme() {
  const now =
    document.documentElement.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  taste.set('theme', now === 'dark' ? 'light' : 'dark');
  applyTheme();
}
