// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** An instance on the fake server, with its connection state, webhook and faults. */
final class Instance {
  static final String BAILEYS = "WHATSAPP-BAILEYS";
  static final String EVOLUTION = "EVOLUTION";

  private final String name;
  private final String id;
  private final String token;
  private final String integration;
  private final String ownJid;
  private final Instant createdAt;
  private final AtomicLong sends = new AtomicLong();
  private final AtomicLong webhooks = new AtomicLong();
  private final Queue<Fault> next = new ConcurrentLinkedQueue<>();
  private volatile String state;
  private volatile boolean wasOpen;
  private volatile WebhookTarget webhook;
  private volatile Faults faults;

  Instance(
      String name, String id, String token, String integration, String ownJid, Instant createdAt) {
    this.name = name;
    this.id = id;
    this.token = token;
    this.integration = integration;
    this.ownJid = ownJid;
    this.createdAt = createdAt;
    this.state = "close";
  }

  String name() {
    return name;
  }

  /**
   * Returns Evolution's instance id, a UUID; it changes when the instance is deleted and created
   * again.
   */
  String id() {
    return id;
  }

  String token() {
    return token;
  }

  String integration() {
    return integration;
  }

  String ownJid() {
    return ownJid;
  }

  Instant createdAt() {
    return createdAt;
  }

  /** {@code open}, {@code connecting} or {@code close}. */
  String state() {
    return state;
  }

  boolean isOpen() {
    return state.equals("open");
  }

  /** Returns the address that events and lists show; null before the instance was first open. */
  String shownJid() {
    return wasOpen && integration.equals(BAILEYS) ? ownJid : null;
  }

  void state(String now) {
    wasOpen |= now.equals("open");
    state = now;
  }

  /** Returns its own webhook; null if it has none. */
  WebhookTarget webhook() {
    return webhook;
  }

  void webhook(WebhookTarget target) {
    webhook = target;
  }

  /** Returns its own faults; null if those of all instances apply. */
  Faults faults() {
    return faults;
  }

  void faults(Faults own) {
    faults = own;
  }

  /** Returns the faults of its next sends, which take precedence over the shares. */
  Queue<Fault> next() {
    return next;
  }

  long countSend() {
    return sends.getAndIncrement();
  }

  long countWebhook() {
    return webhooks.getAndIncrement();
  }
}
