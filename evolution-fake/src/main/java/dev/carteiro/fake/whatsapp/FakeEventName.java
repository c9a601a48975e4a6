// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import java.util.Set;

/** Names of Evolution's events, as in the field {@code event} of webhooks. */
public final class FakeEventName {
  public static final String UPSERT = "messages.upsert";
  static final String UPDATE = "messages.update";
  public static final String SENT = "send.message";
  static final String CONNECTION = "connection.update";
  static final String CONTACT_UPDATE = "contacts.update";
  static final String CHATS_UPDATE = "chats.update";
  public static final String CREATED = "instance.create";
  public static final String DELETED = "instance.delete";
  public static final String LOGGED_OUT = "logout.instance";
  public static final String REMOVED = "remove.instance";
  public static final String STATUS = "status.instance";

  /** The global webhook cannot be configured for these events and never gets them. */
  private static final Set<String> NEVER_GLOBAL = Set.of(LOGGED_OUT, REMOVED, STATUS);

  private FakeEventName() {}

  static boolean isGlobal(String event) {
    return !NEVER_GLOBAL.contains(event);
  }
}
