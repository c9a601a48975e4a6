// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.fact;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.topology.parse.json.TextTruncator;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * The fact that Evolution reported the state of an instance's connection. Repeats are not yet
 * collapsed.
 *
 * @param state Evolution's word, never blank: open, connecting, close or refused
 * @param reason Evolution's statusReason; null when absent
 * @param ownJid the number's own jid; null when not given
 * @param profileName null when not given
 * @param profilePictureUrl null when not given
 */
public record ConnectionChangeFact(
    WebhookEnvelope envelope,
    String state,
    Integer reason,
    String ownJid,
    String profileName,
    String profilePictureUrl)
    implements WebhookFact {

  /**
   * How long an equal report with the same {@code date_time} counts as a repetition. An hour later
   * it is another change: {@code date_time} is local time, and an hour occurs twice when the clocks
   * are set back.
   */
  public static final Duration REPEATED_WITHIN = Duration.ofMinutes(55);

  /**
   * The fact that an instance was created again, taken from its binding because Evolution may not
   * have reported it.
   *
   * @param mark distinguishes this creation from others; stands in place of Evolution's {@code
   *     date_time}
   */
  public static ConnectionChangeFact recreated(
      InstanceKey instance, String evolutionInstanceId, String mark, Instant now) {
    return new ConnectionChangeFact(
        new WebhookEnvelope(
            instance, "instance.create", mark, null, Set.of(evolutionInstanceId), null, now, null),
        InstanceStatusEvent.CREATED,
        null,
        null,
        null,
        null);
  }

  /**
   * Without {@code date_time} the key is unique to this webhook: repetitions are then recognised by
   * the previous state alone.
   */
  @Override
  public String factKey() {
    String time =
        envelope.dateTime() == null
            ? "at " + envelope.receivedAt()
            : TextTruncator.atMost(envelope.dateTime());
    return "C:" + time + ":" + TextTruncator.atMost(state) + ":" + reason;
  }

  @Override
  public void accept(WebhookFactVisitor visitor) {
    visitor.connection(this);
  }
}
