// SPDX-License-Identifier: Apache-2.0
import { html, nothing } from '../lib/lit.js';
import { t, language, setLanguage } from '../lib/i18n.js';
import { toggleTheme } from '../lib/page.js';
import { button, failure, iconButton } from '../ui/parts.js';
import { icon, mark } from '../ui/icons.js';

export function login({ error, busy, signIn, update }) {
  const submit = (event) => {
    event.preventDefault();
    const key = new FormData(event.target).get('key').trim();
    if (key) signIn(key);
  };
  return html`<main class="login">
    <div class="login-card">
      <div class="login-brand">${mark()}<span>Carteiro</span></div>
      <h1>${t('login.title')}</h1>
      <p class="muted">${t('login.lead')}</p>
      ${error ? failure(error) : nothing}
      <form @submit=${submit}>
        <label class="field">
          <span class="field-label">${t('login.key')}</span>
          <input type="password" name="key" required autofocus autocomplete="current-password" spellcheck="false" />
        </label>
        ${button(t('login.enter'), () => {}, { kind: 'primary wide', type: 'submit', busy, picture: 'key', name: 'sign-in' })}
      </form>
      <p class="muted small">${t('login.where')}</p>
      <p class="muted small">${icon('info', 14)} ${t('login.kept')}</p>
      <div class="login-foot">
        <button
          type="button"
          class="icon-button wide"
          aria-label="${language().toUpperCase()}: ${t('language.other')}"
          data-name="language"
          @click=${() => {
            setLanguage(language() === 'pt' ? 'en' : 'pt');
            update();
          }}
        >
          ${icon('language')}<span>${language().toUpperCase()}</span>
        </button>
        ${iconButton(t('theme.other'), 'theme', () => {
          toggleTheme();
          update();
        })}
      </div>
    </div>
  </main>`;
}
