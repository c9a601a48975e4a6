// SPDX-License-Identifier: Apache-2.0
/** The commands that run a role, print the topology, and ask a role whether it is ready. */
package dev.carteiro.cli.role;
