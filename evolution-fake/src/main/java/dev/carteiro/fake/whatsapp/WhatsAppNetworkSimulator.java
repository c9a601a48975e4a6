// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The simulated WhatsApp network: which numbers exist, and which messages arrived. */
public final class WhatsAppNetworkSimulator {
  private final Clock clock;
  private final RecentEntryList<DeliveredMessage> deliveries;
  private final Set<String> absent = ConcurrentHashMap.newKeySet();
  private final Set<String> ids;

  /**
   * @param kept number of deliveries that are remembered
   */
  public WhatsAppNetworkSimulator(Clock clock, int kept) {
    this.clock = clock;
    this.deliveries = new RecentEntryList<>(kept);
    this.ids =
        Collections.newSetFromMap(
            Collections.synchronizedMap(
                new LinkedHashMap<>() {
                  @Override
                  protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > kept;
                  }
                }));
  }

  public void exists(String jid, boolean exists) {
    if (exists) {
      absent.remove(jid);
    } else {
      absent.add(jid);
    }
  }

  public boolean exists(String jid) {
    return !absent.contains(jid);
  }

  /**
   * Delivers a message, unless the recipient already has one with that id.
   *
   * @return whether it was delivered
   */
  public boolean deliver(
      FakeInstance instance,
      String jid,
      OutgoingMessageKind kind,
      OutgoingMessageContent content,
      String id,
      long request) {
    if (!ids.add(jid + "\n" + id)) {
      return false;
    }
    Instant now = clock.instant();
    deliveries.add(
        new DeliveredMessage(
            now, instance.name(), jid, kind.endpoint(), content.summary(), id, request));
    return true;
  }

  /** Returns the latest deliveries, oldest first. */
  public List<DeliveredMessage> deliveries() {
    return deliveries.all();
  }
}
