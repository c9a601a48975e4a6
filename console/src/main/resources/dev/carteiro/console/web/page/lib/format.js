// SPDX-License-Identifier: Apache-2.0
// Numbers, times and names as people read them.
import { locale, t } from './i18n.js';

export const DASH = '–';

// Making a formatter costs more than a hundred uses of it.
const formatters = new Map();

export function formatter(kind, options = {}) {
  const key = `${kind}${locale()}${JSON.stringify(options)}`;
  let made = formatters.get(key);
  if (!made) formatters.set(key, (made = new Intl[kind](locale(), options)));
  return made;
}

const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);

export const number = (value) => (isNumber(value) ? formatter('NumberFormat').format(value) : DASH);

export const compact = (value) =>
  isNumber(value)
    ? formatter('NumberFormat', { notation: value >= 10_000 ? 'compact' : 'standard', maximumFractionDigits: 1 }).format(value)
    : DASH;

/** A rate of 0 to 1; never rounded up to 100 % or down to 0 %. */
export function percent(value) {
  if (!isNumber(value)) return DASH;
  const digits = value > 0.1 && value < 0.9 ? 0 : 1;
  let shown = value;
  if (value < 1 && value > 0.999) shown = 0.999;
  if (value > 0 && value < 0.001) shown = 0.001;
  return formatter('NumberFormat', { style: 'percent', maximumFractionDigits: digits }).format(shown);
}

/** Milliseconds as 12 ms, 1.4 s, 3 min 5 s, 2 h 10 min, 3 d. */
export function duration(ms) {
  if (!isNumber(ms)) return DASH;
  const n = (value, digits = 0) => formatter('NumberFormat', { maximumFractionDigits: digits }).format(value);
  if (ms < 1000) return `${n(Math.max(0, Math.round(ms)))} ms`;
  if (ms < 60_000) return `${n(ms / 1000, ms < 10_000 ? 1 : 0)} s`;
  const s = Math.round(ms / 1000);
  if (s < 3600) return s % 60 ? `${n(Math.floor(s / 60))} min ${s % 60} s` : `${n(s / 60)} min`;
  if (s < 86_400) return `${n(Math.floor(s / 3600))} h ${Math.floor((s % 3600) / 60)} min`;
  return `${n(Math.floor(s / 86_400))} d ${Math.floor((s % 86_400) / 3600)} h`;
}

export function bytes(value) {
  if (!isNumber(value)) return DASH;
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let size = value;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${formatter('NumberFormat', { maximumFractionDigits: unit ? 1 : 0 }).format(size)} ${units[unit]}`;
}

export const absolute = (at) =>
  formatter('DateTimeFormat', { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(at));

export const toTheMinute = (at) => formatter('DateTimeFormat', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));

export const clock = (at) =>
  formatter('DateTimeFormat', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(at));

export const hourMinute = (at) =>
  formatter('DateTimeFormat', { hour: '2-digit', minute: '2-digit' }).format(new Date(at));

/** A clock with milliseconds: hops of one message are that close. */
export const clockMillis = (at) =>
  formatter('DateTimeFormat', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 }).format(
    new Date(at),
  );

const STEPS = [
  [60, 'second', 1],
  [3600, 'minute', 60],
  [86_400, 'hour', 3600],
  [86_400 * 30, 'day', 86_400],
  [86_400 * 365, 'month', 86_400 * 30],
  [Infinity, 'year', 86_400 * 365],
];

/** "3 minutes ago", "in 2 hours". */
export function relative(at, now = Date.now()) {
  const seconds = (new Date(at).getTime() - now) / 1000;
  if (!Number.isFinite(seconds)) return DASH;
  if (Math.abs(seconds) < 5) return t('time.now');
  const [, unit, size] = STEPS.find(([limit]) => Math.abs(seconds) < limit);
  return formatter('RelativeTimeFormat', { numeric: 'auto', style: 'short' }).format(Math.trunc(seconds / size), unit);
}

/** The instance of an answer, which names it as text or as an object. */
export function instance(value) {
  if (!value) return null;
  if (typeof value === 'object') return { gateway: value.gateway ?? 'default', name: value.name };
  const slash = value.indexOf('/');
  return slash < 0 ? { gateway: 'default', name: value } : { gateway: value.slice(0, slash), name: value.slice(slash + 1) };
}

export function instanceText(value) {
  const key = instance(value);
  if (!key) return DASH;
  return key.gateway === 'default' ? key.name : `${key.gateway}/${key.name}`;
}

/** A jid or number for people: the number where there is one. */
export function address(value) {
  if (!value) return DASH;
  const text = String(value);
  const at = text.indexOf('@');
  const user = at < 0 ? text : text.slice(0, at).split(':')[0];
  const server = at < 0 ? 's.whatsapp.net' : text.slice(at + 1);
  if (server === 's.whatsapp.net' && /^\d{8,15}$/.test(user)) return phone(user);
  return text;
}

function phone(digits) {
  const brazil = /^55(\d{2})(\d{4,5})(\d{4})$/.exec(digits);
  return brazil ? `+55 ${brazil[1]} ${brazil[2]}-${brazil[3]}` : `+${digits}`;
}

/** A number for a narrow place: what one says of it at home. */
export function shortAddress(value) {
  const text = address(value);
  const brazil = /^\+55 \d{2} (\d{4,5}-\d{4})$/.exec(text);
  return brazil ? brazil[1] : text;
}

/** A sentence of a server begins as sentences do. */
export const sentence = (text) => (text ? text.charAt(0).toUpperCase() + text.slice(1) : text);

/** A text cut for lists. The cut is a copy: a slice would keep all of a large text in memory. */
export function brief(text, length = 240) {
  if (typeof text !== 'string') return text;
  if (text.length <= length) return text;
  return `${JSON.parse(JSON.stringify(text.slice(0, length)))}…`;
}
