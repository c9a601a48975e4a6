// SPDX-License-Identifier: Apache-2.0
/**
 * A fake Evolution API 2.3.7 server, for the demonstration and for tests: the server with its Java
 * interface, the role, and the endpoints {@code /fake/…} that control it. Its packages depend on
 * each other in one direction: {@code api} on {@code whatsapp}, and both on {@code faults}.
 */
package dev.carteiro.fake;
