// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.port;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.TenantRecord;
import java.util.Optional;

/**
 * The port of the outbox: through it the rules read the data of other stages and write their
 * outputs.
 */
public interface OutboxPort {

  /** The binding of an instance, by its text; empty when the instance has none. */
  Optional<InstanceBinding> binding(String instance);

  Optional<TenantRecord> tenant(String tenantId);

  /**
   * WhatsApp's status of a message.
   *
   * @param error why it failed, for ERROR; null when none was reported
   */
  record MessageDeliveryProgress(MessageStatus status, MessageStatusError error) {}

  /** Decodes what the outbox needs of a stored message; empty when no status is known. */
  @FunctionalInterface
  interface MessageProgressDecoder {
    Optional<MessageDeliveryProgress> decode(byte[] message);
  }

  /** The status of a message of an instance; empty when it is not known. */
  Optional<MessageDeliveryProgress> progress(InstanceKey instance, String messageId);

  /** Writes a value as JSON. */
  void write(Topic topic, String key, Object value, String traceId);

  /** Writes the dead letter of a job that is given up. */
  void deadLetter(String instance, String tenantId, String jobId, String detail, String traceId);

  /** Counts something, by a stable name. */
  void count(String what);
}
