// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.flow;

/** Any record that one stage forwards to another. */
public sealed interface Flow permits Carried, ResolveInput, OutboxInput, Counted {}
