// SPDX-License-Identifier: Apache-2.0
// What this browser remembers: the API key for the tab only, taste for longer.
const KEY = 'carteiro.key';

function read(storage, name) {
  try {
    return storage.getItem(name);
  } catch {
    return null; // storage is switched off: everything works, nothing is remembered
  }
}

function write(storage, name, value) {
  try {
    if (value === null) storage.removeItem(name);
    else storage.setItem(name, value);
  } catch {
    // as above
  }
}

let memory = null;

export const apiKey = {
  get: () => memory ?? read(sessionStorage, KEY),
  set(value) {
    memory = value;
    write(sessionStorage, KEY, value);
  },
  clear() {
    memory = null;
    write(sessionStorage, KEY, null);
  },
};

/** Takes `#key=…` over and removes it from the address bar and the history. */
export function takeKeyFromAddress() {
  const match = /^#key=([^&]+)(?:&to=(.*))?$/.exec(location.hash);
  if (!match) return;
  apiKey.set(decodeURIComponent(match[1]));
  const target = match[2] ? decodeURIComponent(match[2]) : '/overview';
  history.replaceState(null, '', `${location.pathname}#${target.startsWith('/') ? target : '/overview'}`);
}

export const taste = {
  get: (name) => read(localStorage, `carteiro.${name}`),
  set: (name, value) => write(localStorage, `carteiro.${name}`, value),
};

export const tenantChoice = {
  get: () => read(sessionStorage, 'carteiro.tenant'),
  set: (value) => write(sessionStorage, 'carteiro.tenant', value || null),
};
