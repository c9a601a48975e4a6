// SPDX-License-Identifier: Apache-2.0
// The live feed: one socket for the whole page, resumed by the last event's id; polling pages go on without it.
import { apiKey, tenantChoice } from './settings.js';

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const REMEMBERED = 2000;

export class LiveFeed {
  #socket = null;
  #wait = FIRST_WAIT;
  #timer = null;
  #listeners = new Set();
  #lastEventId = null;
  #seen = new Set();
  #wanted = false;

  constructor(onState) {
    this.state = 'off';
    this.reason = null;
    this.onState = onState;
  }

  on(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start() {
    this.#wanted = true;
    this.#lastEventId = null;
    this.#wait = FIRST_WAIT;
    this.#connect();
  }

  /** With another tenant or key. */
  restart() {
    this.stop();
    this.start();
  }

  stop() {
    this.#wanted = false;
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#enter('off');
  }

  #enter(state, reason = null) {
    this.state = state;
    this.reason = reason;
    this.onState(state);
  }

  #connect() {
    clearTimeout(this.#timer);
    this.#enter('connecting');
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/live/ws`);
    this.#socket = socket;
    socket.onopen = () => socket.send(JSON.stringify(this.#hello()));
    socket.onmessage = (message) => socket === this.#socket && this.#take(message.data);
    socket.onclose = (event) => socket === this.#socket && this.#lost(event);
  }

  #hello() {
    return {
      type: 'hello',
      apiKey: apiKey.get(),
      ...(tenantChoice.get() ? { tenant: tenantChoice.get() } : {}),
      ...(this.#lastEventId ? { lastEventId: this.#lastEventId } : {}),
    };
  }

  #take(frame) {
    for (const line of frame.split('\n')) {
      if (!line) continue;
      let event;
      try {
        event = JSON.parse(line);
      } catch {
        continue; // not one of ours
      }
      if (event.type === 'welcome') {
        this.#wait = FIRST_WAIT;
        this.#enter('live');
      }
      if (event.id && this.#isRepeat(event.id)) continue;
      for (const listener of this.#listeners) listener(event);
    }
  }

  /** After a reconnection the feed may begin a little before where it broke. */
  #isRepeat(id) {
    this.#lastEventId = id;
    if (this.#seen.has(id)) return true;
    this.#seen.add(id);
    if (this.#seen.size > REMEMBERED) this.#seen.delete(this.#seen.values().next().value);
    return false;
  }

  #lost(event) {
    this.#socket = null;
    if (!this.#wanted) return;
    // 4001: the key is not accepted. Trying again with the same would change nothing soon.
    this.#enter('polling', event.reason || null);
    const wait = event.code === 4001 ? LONGEST_WAIT : this.#wait * (0.75 + Math.random() / 2);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
    this.#timer = setTimeout(() => this.#wanted && this.#connect(), wait);
  }
}
