// SPDX-License-Identifier: Apache-2.0
/** The form in which a sent message and Evolution's echo of it are compared. */
package dev.carteiro.topology.outbox.echo;
