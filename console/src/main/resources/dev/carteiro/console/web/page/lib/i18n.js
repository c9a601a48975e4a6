// SPDX-License-Identifier: Apache-2.0
// Words. A text that is missing in one language shows its key; a test keeps that from happening.
import en from '../i18n/en.js';
import pt from '../i18n/pt.js';
import alerts from '../i18n/alerts.js';
import { taste } from './settings.js';

const DICTIONARIES = { en, pt };
for (const [rule, texts] of Object.entries(alerts.rules)) {
  for (const [name, words] of Object.entries(DICTIONARIES)) words[`rule.${rule}`] = texts[name].title;
}
const LOCALES = { en: 'en-GB', pt: 'pt-BR' };

function preferred() {
  const chosen = taste.get('language');
  if (chosen && DICTIONARIES[chosen]) return chosen;
  return (navigator.languages ?? [navigator.language]).some((l) => l?.toLowerCase().startsWith('pt')) &&
    !navigator.language?.toLowerCase().startsWith('en')
    ? 'pt'
    : 'en';
}

let current = preferred();
document.documentElement.lang = LOCALES[current];

export const language = () => current;
export const locale = () => LOCALES[current];

export function setLanguage(name) {
  current = name;
  taste.set('language', name);
  document.documentElement.lang = LOCALES[name];
}

/** The text of a key, with {name} replaced. */
export function t(key, values) {
  const text = DICTIONARIES[current][key] ?? key;
  return values ? text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all) : text;
}

/** Like t, by number: the key ends in `.one` or `.other`; {n} is the number. */
export function tn(key, n, values) {
  // Brazilians count nothing as one; what is read beside a 0 is nicer as many.
  const form = n !== 0 && new Intl.PluralRules(locale()).select(n) === 'one' ? 'one' : 'other';
  return t(`${key}.${form}`, { n: new Intl.NumberFormat(locale()).format(n), ...values });
}

/** The text of a word that comes from a server, or the word itself when none is known. */
export function word(family, value) {
  if (value === null || value === undefined || value === '') return '–';
  return DICTIONARIES[current][`${family}.${value}`] ?? String(value);
}
