// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

import java.util.List;
import java.util.Optional;

/**
 * Access to the API of a role, in addition to the registered API keys.
 *
 * @param bootstrapAdminKey an admin's key that is always accepted; at least 24 characters
 */
public record ApiAccessSettings(Optional<String> bootstrapAdminKey) {

  public static final Setting<Optional<String>> BOOTSTRAP_ADMIN_KEY =
      Setting.optionalSecret(
          "BOOTSTRAP_ADMIN_KEY",
          "An admin API key that is always accepted, for a first start; at least 24 characters. Unset it afterwards.");

  private static final int MIN_LENGTH = 24;

  public ApiAccessSettings {
    bootstrapAdminKey.ifPresent(
        key -> {
          if (key.length() < MIN_LENGTH) {
            throw new InvalidSettingException(
                BOOTSTRAP_ADMIN_KEY.name(), "must have at least " + MIN_LENGTH + " characters");
          }
        });
  }

  public static List<Setting<?>> settings() {
    return List.of(BOOTSTRAP_ADMIN_KEY);
  }

  public static ApiAccessSettings from(Environment environment) {
    return new ApiAccessSettings(environment.get(BOOTSTRAP_ADMIN_KEY));
  }

  @Override
  public String toString() {
    return "ApiAccessSettings[]";
  }
}
