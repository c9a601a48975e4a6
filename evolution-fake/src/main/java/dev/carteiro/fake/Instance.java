// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** A WhatsApp number on this server. */
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

  /** Evolution's uuid; another one when the instance is deleted and made again. */
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

  /** Its address as events and lists show it: null before it was first open. */
  String shownJid() {
    return wasOpen && integration.equals(BAILEYS) ? ownJid : null;
  }

  void state(String now) {
    wasOpen |= now.equals("open");
    state = now;
  }

  /** Null if it has none of its own. */
  WebhookTarget webhook() {
    return webhook;
  }

  void webhook(WebhookTarget target) {
    webhook = target;
  }

  /** Null if those of all hold. */
  Faults faults() {
    return faults;
  }

  void faults(Faults own) {
    faults = own;
  }

  /** What its next sends meet, before the shares hold again. */
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
