// SPDX-License-Identifier: Apache-2.0
/** How a role starts, runs and ends, its health, background tasks, and exit codes. */
package dev.carteiro.runtime.lifecycle;
