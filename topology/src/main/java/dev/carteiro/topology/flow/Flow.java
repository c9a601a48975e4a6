// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.flow;

/** Anything that passes from one stage to the next. */
public sealed interface Flow permits Carried, ResolveInput, OutboxInput, Counted {}
