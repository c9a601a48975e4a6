// SPDX-License-Identifier: Apache-2.0
// The template library, named once.
export { html, svg, render, nothing, noChange } from '/webjars/lit-html/lit-html.js';
export { directive, Directive, PartType } from '/webjars/lit-html/directive.js';
export { repeat } from '/webjars/lit-html/directives/repeat.js';
export { guard } from '/webjars/lit-html/directives/guard.js';
export { live } from '/webjars/lit-html/directives/live.js';
export { ref } from '/webjars/lit-html/directives/ref.js';
