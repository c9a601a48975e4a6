// SPDX-License-Identifier: Apache-2.0
// Small plots of a time series: lines on a common scale, read out under the pointer.
import { html, svg, render, nothing } from '../lib/lit.js';
import { compact, hourMinute } from '../lib/format.js';
import { t } from '../lib/i18n.js';

const WIDTH = 600;

/** `points`: [{at, …}]; `lines`: [{key, label, format}]; numbers that are null leave a gap. */
class Plot extends HTMLElement {
  #points = [];
  #lines = [];
  #height = 64;
  #axis = false;
  #at = null;
  #name = '';

  set config({ points, lines, height = 64, axis = false, name = '' }) {
    this.#points = points ?? [];
    this.#lines = lines;
    this.#height = height;
    this.#axis = axis;
    this.#name = name;
    this.#draw();
  }

  connectedCallback() {
    this.addEventListener('pointermove', this.#move);
    this.addEventListener('pointerleave', this.#leave);
  }

  disconnectedCallback() {
    this.removeEventListener('pointermove', this.#move);
    this.removeEventListener('pointerleave', this.#leave);
  }

  #move = (event) => {
    if (this.#points.length < 2) return;
    const box = this.querySelector('svg').getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    this.#at = Math.round(share * (this.#points.length - 1));
    this.#draw();
  };

  #leave = () => {
    this.#at = null;
    this.#draw();
  };

  #draw() {
    const points = this.#points;
    const values = this.#lines.flatMap((line) => points.map((point) => point[line.key])).filter(Number.isFinite);
    const top = niceTop(Math.max(0, ...values));
    const x = (i) => (points.length < 2 ? 0 : (i / (points.length - 1)) * WIDTH);
    const y = (value) => this.#height - 2 - (value / top) * (this.#height - 6);
    render(
      html`<div class="plot-box">
          ${this.#axis
            ? html`<div class="plot-scale" aria-hidden="true"><span>${this.#show(top)}</span><span>${this.#show(top / 2)}</span><span>0</span></div>`
            : nothing}
          <svg
            role="img"
            aria-label=${this.#summary(values)}
            viewBox="0 0 ${WIDTH} ${this.#height}"
            height=${this.#height}
            preserveAspectRatio="none"
          >
            ${this.#axis
              ? [0, 0.5, 1].map((share) => svg`<line class="plot-grid" x1="0" x2=${WIDTH} y1=${y(top * share)} y2=${y(top * share)} />`)
              : nothing}
            ${this.#lines.map((line, i) => {
              const path = pathOf(points, line.key, x, y);
              return svg`${i === 0 && path ? svg`<path class="plot-area" d=${areaOf(points, line.key, x, y, this.#height)} />` : nothing}
                <path class="plot-line plot-line-${i}" d=${path} />`;
            })}
            ${this.#at === null ? nothing : svg`<line class="plot-cursor" x1=${x(this.#at)} x2=${x(this.#at)} y1="0" y2=${this.#height} />`}
          </svg>
        </div>
        ${this.#axis && points.length
          ? html`<div class="plot-times" aria-hidden="true">
              <span>${hourMinute(points[0].at)}</span><span>${hourMinute(points[Math.floor(points.length / 2)].at)}</span
              ><span>${hourMinute(points[points.length - 1].at)}</span>
            </div>`
          : nothing}
        ${this.#at === null || !points[this.#at]
          ? nothing
          : html`<div class="plot-reading" aria-hidden="true">
              <b>${hourMinute(points[this.#at].at)}</b>
              ${this.#lines.map((line, i) => html`<span><i class="key key-${i}"></i>${line.label} ${this.#show(points[this.#at][line.key], line)}</span>`)}
            </div>`}`,
      this,
    );
  }

  #show(value, line = this.#lines[0]) {
    return (line.format ?? compact)(value);
  }

  #summary(values) {
    if (!values.length) return `${this.#name}: ${t('plot.empty')}`;
    const last = this.#points[this.#points.length - 1];
    const now = this.#lines.map((line) => `${line.label} ${this.#show(last[line.key], line)}`).join(', ');
    return t('plot.summary', { name: this.#name, now, top: this.#show(Math.max(...values)) });
  }
}

customElements.define('carteiro-plot', Plot);

function niceTop(value) {
  if (value <= 2) return 2;
  const size = 10 ** Math.floor(Math.log10(value));
  // What is counted has no halves: half of the scale is a whole number too.
  return [1, 2, 4, 6, 8, 10].map((step) => step * size).find((step) => step >= value && step % 2 === 0);
}

function pathOf(points, key, x, y) {
  let path = '';
  let open = false;
  points.forEach((point, i) => {
    const value = point[key];
    if (!Number.isFinite(value)) {
      open = false;
      return;
    }
    path += `${open ? 'L' : 'M'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    open = true;
  });
  return path;
}

function areaOf(points, key, x, y, height) {
  const known = points.map((point, i) => [i, point[key]]).filter(([, value]) => Number.isFinite(value));
  if (!known.length) return '';
  const line = known.map(([i, value], n) => `${n ? 'L' : 'M'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join('');
  return `${line}L${x(known[known.length - 1][0]).toFixed(1)} ${height}L${x(known[0][0]).toFixed(1)} ${height}Z`;
}

export const plot = (config) => html`<carteiro-plot .config=${config}></carteiro-plot>`;

export const legend = (lines) =>
  html`<div class="legend">${lines.map((line, i) => html`<span><i class="key key-${i}"></i>${line.label}</span>`)}</div>`;
