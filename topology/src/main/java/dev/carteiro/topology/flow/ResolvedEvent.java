// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.flow;

import dev.carteiro.topology.parse.ParsedEvent;

/** One fact of a webhook, with the tenant that its instance belongs to. */
public record ResolvedEvent(Origin origin, int index, String tenantId, ParsedEvent event)
    implements Carried {}
