// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.record;

import dev.carteiro.topology.merge.MessageState;

/**
 * A fact that deduplication lets pass.
 *
 * @param message what is known of the message that the fact is about, the fact itself among what
 *     was seen; to be stored by who takes it. Null for a fact that is about no message.
 */
public record NovelWebhookFact(ResolvedWebhookFact resolved, MessageState message)
    implements OriginTrackedRecord {
  @Override
  public RecordOrigin origin() {
    return resolved.origin();
  }

  @Override
  public int index() {
    return resolved.index();
  }

  @Override
  public String tenantId() {
    return resolved.tenantId();
  }
}
