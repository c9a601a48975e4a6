// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.InstanceKey;

/** Builds shell commands about one instance, for people to copy from an alert. */
final class InstanceCommandText {
  private InstanceCommandText() {}

  /** A subcommand of {@code instances}; more options are each preceded by a blank. */
  static String instances(String verb, InstanceKey instance, String more) {
    String name = word(instance.name());
    // A name that begins with a dash would be taken as an option.
    return "./carteiro instances "
        + verb
        + more
        + gateway(instance)
        + (instance.name().startsWith("-") ? " -- " : " ")
        + name;
  }

  static String identity(InstanceKey instance, String deadLetter) {
    return instances("update", instance, " --from-dead-letter=" + word(deadLetter));
  }

  static String redrive(InstanceKey instance) {
    return "./carteiro dead-letters redrive --instance="
        + word(instance.name())
        + gateway(instance)
        + " --execute";
  }

  private static String gateway(InstanceKey instance) {
    return instance.gateway().equals(InstanceKey.DEFAULT_GATEWAY)
        ? ""
        : " --gateway=" + instance.gateway();
  }

  /** Quotes a word: instance names are free text from Evolution, and none may become a command. */
  static String word(String text) {
    String plain = text.replaceAll("\\p{Cc}", "?");
    return plain.matches("[A-Za-z0-9_][A-Za-z0-9._-]*")
        ? plain
        : "'" + plain.replace("'", "'\\''") + "'";
  }
}
