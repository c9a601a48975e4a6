// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import dev.carteiro.fake.faults.InstanceFaultSettings;
import dev.carteiro.fake.faults.SendFault;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** An instance on the fake server, with its connection state, webhook and faults. */
public final class FakeInstance {
  public static final String BAILEYS = "WHATSAPP-BAILEYS";
  public static final String EVOLUTION = "EVOLUTION";

  private final String name;
  private final String id;
  private final String token;
  private final String integration;
  private final String ownJid;
  private final Instant createdAt;
  private final AtomicLong sends = new AtomicLong();
  private final AtomicLong webhooks = new AtomicLong();
  private final Queue<SendFault> next = new ConcurrentLinkedQueue<>();
  private volatile String state;
  private volatile boolean wasOpen;
  private volatile InstanceWebhookSubscription webhook;
  private volatile InstanceFaultSettings faults;

  FakeInstance(
      String name, String id, String token, String integration, String ownJid, Instant createdAt) {
    this.name = name;
    this.id = id;
    this.token = token;
    this.integration = integration;
    this.ownJid = ownJid;
    this.createdAt = createdAt;
    this.state = "close";
  }

  public String name() {
    return name;
  }

  /**
   * Returns Evolution's instance id, a UUID; it changes when the instance is deleted and created
   * again.
   */
  public String id() {
    return id;
  }

  public String token() {
    return token;
  }

  public String integration() {
    return integration;
  }

  public String ownJid() {
    return ownJid;
  }

  public Instant createdAt() {
    return createdAt;
  }

  /** {@code open}, {@code connecting} or {@code close}. */
  public String state() {
    return state;
  }

  public boolean isOpen() {
    return state.equals("open");
  }

  /** Returns the address that events and lists show; null before the instance was first open. */
  public String shownJid() {
    return wasOpen && integration.equals(BAILEYS) ? ownJid : null;
  }

  public void state(String now) {
    wasOpen |= now.equals("open");
    state = now;
  }

  /** Returns its own webhook; null if it has none. */
  public InstanceWebhookSubscription webhook() {
    return webhook;
  }

  public void webhook(InstanceWebhookSubscription target) {
    webhook = target;
  }

  /** Returns its own faults; null if those of all instances apply. */
  public InstanceFaultSettings faults() {
    return faults;
  }

  public void faults(InstanceFaultSettings own) {
    faults = own;
  }

  /** Returns the faults of its next sends, which take precedence over the shares. */
  public Queue<SendFault> next() {
    return next;
  }

  public long countSend() {
    return sends.getAndIncrement();
  }

  long countWebhook() {
    return webhooks.getAndIncrement();
  }
}
