// SPDX-License-Identifier: Apache-2.0
// Requests. Every failure is an ApiError with a code and what to do.
import { apiKey, tenantChoice } from './settings.js';
import { instance } from './format.js';

const TIMEOUT = 20_000;

export class ApiError extends Error {
  constructor(status, code, title, detail, retryAfter) {
    super(title);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }
}

let onUnauthorized = () => {};
export const whenUnauthorized = (listener) => (onUnauthorized = listener);

function address(path, query) {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length ? `${path}?${new URLSearchParams(given)}` : path;
}

async function problem(response) {
  let body = {};
  try {
    body = await response.json();
  } catch {
    // a proxy's page, or nothing
  }
  return new ApiError(
    response.status,
    body.code ?? `HTTP_${response.status}`,
    body.title ?? response.statusText,
    body.detail ?? '',
    Number(response.headers.get('Retry-After')) || null,
  );
}

/** The response of a request that succeeded; throws ApiError otherwise. */
export async function send(method, path, { query, body, headers, signal, key, timeout = TIMEOUT } = {}) {
  const limit = AbortSignal.timeout(timeout);
  let response;
  try {
    response = await fetch(address(path, query), {
      method,
      headers: {
        Authorization: `Bearer ${key ?? apiKey.get()}`,
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
    });
  } catch (e) {
    if (signal?.aborted) throw e;
    throw new ApiError(0, limit.aborted ? 'NO_ANSWER' : 'UNREACHABLE', '', '');
  }
  if (!response.ok) {
    const error = await problem(response);
    if (error.status === 401 && key === undefined) onUnauthorized(error);
    throw error;
  }
  return response;
}

async function json(method, path, options) {
  const response = await send(method, path, options);
  return response.status === 204 ? null : response.json();
}

/** GET, narrowed to the tenant that an admin chose. */
export const get = (path, query, options) =>
  json('GET', path, { ...options, query: { tenant: tenantChoice.get(), ...query } });

/** GET of something that names no tenant. */
export const getPlain = (path, query, options) => json('GET', path, { ...options, query });

/** Repeating it is safe: each call names itself. */
export const command = (method, path, body, query) =>
  json(method, path, { body, query, headers: method === 'POST' ? { 'Idempotency-Key': crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` } : {} });

/** The path segment and query of an instance. */
export function instancePath(value) {
  const key = instance(value);
  return {
    segment: encodeURIComponent(key.name),
    query: key.gateway === 'default' ? {} : { gateway: key.gateway },
  };
}

/** A list that is read page by page. */
export class Pages {
  #fetchPage;
  #running = null;

  constructor(fetchPage, update) {
    this.#fetchPage = fetchPage;
    this.update = update;
    this.items = [];
    this.next = null;
    this.state = 'loading';
    this.error = null;
    this.extra = {};
  }

  /** Starts anew. */
  async restart() {
    this.#running?.abort();
    this.items = [];
    this.next = null;
    this.state = 'loading';
    await this.#read(null);
  }

  /** Reads the newest page again, in place of what it covers of the list; keeps what was read below; heals a list that failed. */
  async refresh(idOf) {
    const failed = this.state === 'error' && !this.items.length;
    if (this.state !== 'ready' && !failed) return;
    const running = this.#running;
    try {
      const answer = await this.#fetchPage(null, undefined);
      if (running !== this.#running) return; // another search began meanwhile
      this.state = 'ready';
      const fresh = new Set(answer.items.map(idOf));
      const covered = this.items.findLastIndex((item) => fresh.has(idOf(item)));
      const below = answer.next && covered >= 0 ? this.items.slice(covered + 1) : [];
      this.items = [...answer.items, ...below];
      if (!below.length) this.next = answer.next ?? null;
      this.extra = answer;
      this.update();
    } catch {
      // the next refresh, or the next page, will say
    }
  }

  async more() {
    if (this.state === 'ready' && this.next) {
      this.state = 'more';
      this.update();
      await this.#read(this.next);
    }
  }

  async retry() {
    this.state = this.items.length ? 'more' : 'loading';
    await this.#read(this.items.length ? this.next : null);
  }

  stop() {
    this.#running?.abort();
  }

  async #read(page) {
    const running = new AbortController();
    this.#running = running;
    this.error = null;
    this.update();
    try {
      const answer = await this.#fetchPage(page, running.signal);
      this.items = page ? [...this.items, ...answer.items] : answer.items;
      this.next = answer.next ?? null;
      this.extra = answer;
      this.state = 'ready';
    } catch (e) {
      if (running.signal.aborted) return;
      this.state = 'error';
      this.error = e;
    }
    this.update();
  }
}
