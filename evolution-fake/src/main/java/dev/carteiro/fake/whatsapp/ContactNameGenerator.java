// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import java.util.List;

/** Gives contacts names, always the same for the same contact. */
final class ContactNameGenerator {
  private static final List<String> NAMES =
      List.of("Maria", "João", "Ana", "Pedro", "Beatriz", "Carlos", "Luíza", "Rafael", "Sofia");

  private ContactNameGenerator() {}

  static String of(String jid) {
    return NAMES.get(Math.floorMod(jid.hashCode(), NAMES.size()));
  }
}
