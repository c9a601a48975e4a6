// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.util.List;

/** Gives contacts names, always the same for the same contact. */
final class Names {
  private static final List<String> NAMES =
      List.of("Maria", "João", "Ana", "Pedro", "Beatriz", "Carlos", "Luíza", "Rafael", "Sofia");

  private Names() {}

  static String of(String jid) {
    return NAMES.get(Math.floorMod(jid.hashCode(), NAMES.size()));
  }
}
