// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.record;

import dev.carteiro.topology.parse.fact.WebhookFact;

/** One fact of a webhook, with the tenant that its instance belongs to. */
public record ResolvedWebhookFact(
    RecordOrigin origin, int index, String tenantId, WebhookFact event)
    implements OriginTrackedRecord {}
