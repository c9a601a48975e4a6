// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The simulated WhatsApp network: which numbers exist, and which messages arrived. */
final class WhatsApp {
  private final Clock clock;
  private final Recent<Delivery> deliveries;
  private final Set<String> absent = ConcurrentHashMap.newKeySet();
  private final Set<String> ids;

  /**
   * @param kept number of deliveries that are remembered
   */
  WhatsApp(Clock clock, int kept) {
    this.clock = clock;
    this.deliveries = new Recent<>(kept);
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

  void exists(String jid, boolean exists) {
    if (exists) {
      absent.remove(jid);
    } else {
      absent.add(jid);
    }
  }

  boolean exists(String jid) {
    return !absent.contains(jid);
  }

  /**
   * Delivers a message, unless the recipient already has one with that id.
   *
   * @return whether it was delivered
   */
  boolean deliver(
      Instance instance, String jid, SendKind kind, Content content, String id, long request) {
    if (!ids.add(jid + "\n" + id)) {
      return false;
    }
    Instant now = clock.instant();
    deliveries.add(
        new Delivery(now, instance.name(), jid, kind.endpoint(), content.summary(), id, request));
    return true;
  }

  /** Returns the latest deliveries, oldest first. */
  List<Delivery> deliveries() {
    return deliveries.all();
  }
}
