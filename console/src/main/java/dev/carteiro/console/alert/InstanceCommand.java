// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.InstanceKey;

/** Commands about one instance, as they can be copied from an alert into a shell. */
final class InstanceCommand {
  private InstanceCommand() {}

  /**
   * A subcommand of {@code instances}.
   *
   * @param more options, each with a blank before it
   */
  static String instances(String verb, InstanceKey instance, String more) {
    String name = word(instance.name());
    // What begins with a dash would be an option.
    return "./carteiro instances "
        + verb
        + more
        + gateway(instance)
        + (instance.name().startsWith("-") ? " -- " : " ")
        + name;
  }

  /** Takes the identity that a dead letter's webhook claims. */
  static String identity(InstanceKey instance, String deadLetter) {
    return instances("update", instance, " --from-dead-letter=" + word(deadLetter));
  }

  /** Runs the instance's open dead letters again. */
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

  /**
   * Names are anything that somebody typed into Evolution; none may become a command of its own.
   */
  static String word(String text) {
    String plain = text.replaceAll("\\p{Cc}", "?");
    return plain.matches("[A-Za-z0-9_][A-Za-z0-9._-]*")
        ? plain
        : "'" + plain.replace("'", "'\\''") + "'";
  }
}
