// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

import java.util.Optional;

/** Access to the API of a role, in addition to the registered API keys. */
public record ApiAccessSettings(
    @Setting(name = "BOOTSTRAP_ADMIN_KEY", secret = true, minLength = 24)
        @HelpText(
            "An admin API key that is always accepted, for a first start; at least 24 characters. Unset it afterwards.")
        Optional<String> bootstrapAdminKey) {

  @Override
  public String toString() {
    return "ApiAccessSettings[]";
  }
}
