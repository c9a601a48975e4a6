// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.store;

import java.util.Arrays;
import java.util.function.ToIntFunction;

/**
 * The codes that stand for the constants of an enum in stored bytes. Each constant names its own
 * code, so that constants can be added, moved and removed without a change of what is stored.
 */
public final class EnumCodeTable<E extends Enum<E>> {
  private final E[] byCode;

  /**
   * @param codeOf the code of a constant: from 0 to 127, different for each
   */
  public EnumCodeTable(Class<E> type, ToIntFunction<E> codeOf) {
    E[] constants = type.getEnumConstants();
    byCode = Arrays.copyOf(constants, Byte.MAX_VALUE + 1);
    Arrays.fill(byCode, null);
    for (E constant : constants) {
      int code = codeOf.applyAsInt(constant);
      if (byCode[code] != null) {
        throw new IllegalStateException(
            type.getSimpleName() + " has the code " + code + " more than once");
      }
      byCode[code] = constant;
    }
  }

  /**
   * @throws IllegalArgumentException if there is none
   */
  public E of(int code) {
    E constant = code < 0 || code >= byCode.length ? null : byCode[code];
    if (constant == null) {
      throw new IllegalArgumentException(
          byCode.getClass().getComponentType().getSimpleName() + " has no code " + code);
    }
    return constant;
  }
}
