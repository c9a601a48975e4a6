// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.cli.role.RoleFactory;
import java.lang.reflect.Proxy;

/** For commands that start no role: every role is refused. */
final class RefusingRoleFactory {
  private RefusingRoleFactory() {}

  static RoleFactory get() {
    return (RoleFactory)
        Proxy.newProxyInstance(
            RoleFactory.class.getClassLoader(),
            new Class<?>[] {RoleFactory.class},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
