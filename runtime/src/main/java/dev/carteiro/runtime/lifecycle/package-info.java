// SPDX-License-Identifier: Apache-2.0
/**
 * How a role starts, runs and ends: its interface, its health, the runner of its process,
 * background tasks, and exit codes.
 */
package dev.carteiro.runtime.lifecycle;
