// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import java.lang.reflect.Proxy;

/** For commands that start no role: every role is refused. */
final class NoRoles {
  private NoRoles() {}

  static Roles get() {
    return (Roles)
        Proxy.newProxyInstance(
            Roles.class.getClassLoader(),
            new Class<?>[] {Roles.class},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
