// SPDX-License-Identifier: Apache-2.0
/**
 * Programs that do the least possible for a task, as a limit to compare with: a bare HTTP server, a
 * producer without logic, reads of RocksDB alone, and COPY without merging.
 */
package dev.carteiro.bench.limit;
